import { durationText } from "../model/duration.ts";
import type { Verified } from "../operations/snapshot-verify.ts";
import type { Render } from "../ports/io.ts";
import { bytesText, countOf } from "./amount-text.ts";
import { nextText, sentence, sentences } from "./next-text.ts";
import { safeLine } from "./safe-text.ts";

export const verifiedText =
  (env: string): Render<Verified> =>
  ({ snapshotId, worldId, result, chunks, bytes, problems, seconds }, style) => {
    const what = `${style.bold(snapshotId)} of ${style.bold(safeLine(worldId))}`;
    const size = `${countOf(chunks, "chunk")}, ${bytesText(bytes)}  ${style.dim(durationText(seconds * 1_000))}`;
    if (result === "verified")
      return sentence(`${style.good("Verified")} ${what}: every byte is what was written; ${size}`, style);
    const damage = [`${style.bad("Damaged:")} ${what}`, ...problems.map((problem) => `  ${safeLine(problem)}`)];
    const next = nextText([`gworld snapshot create ${safeLine(worldId)} --full -e ${env}`], style);
    return [sentences(damage, style), next].join("\n");
  };

export { carryProgress } from "./carry-progress.ts";
