import { durationText } from "../model/duration.ts";
import type { Verified } from "../operations/snapshot-verify.ts";
import type { Render } from "../ports/io.ts";
import { bytesText, countOf } from "./amount-text.ts";
import { safeLine } from "./safe-text.ts";

export const verifiedText =
  (env: string): Render<Verified> =>
  ({ snapshotId, worldId, result, chunks, bytes, problems, seconds }, style) => {
    const what = `${style.bold(snapshotId)} of ${style.bold(safeLine(worldId))}`;
    const size = `${countOf(chunks, "chunk")}, ${bytesText(bytes)}  ${style.dim(durationText(seconds * 1_000))}`;
    if (result === "verified") return `${style.good("Verified")} ${what}: every byte is what was written; ${size}`;
    return [
      `${style.bad("Damaged:")} ${what}`,
      ...problems.map((problem) => `  ${safeLine(problem)}`),
      `${style.accent("Next:")} gworld snapshot create ${safeLine(worldId)} --full -e ${env}`,
    ].join("\n");
  };

export { carryProgress } from "./carry-progress.ts";
