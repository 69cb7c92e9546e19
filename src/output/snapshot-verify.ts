import { durationText } from "../model/duration.ts";
import type { Verified, VerifyEvent } from "../operations/snapshot-verify.ts";
import type { ProgressView, Render } from "../ports/io.ts";
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

export const verifyProgress: ProgressView<VerifyEvent> = {
  line: () => undefined,
  frame() {
    let last: VerifyEvent | undefined;
    let first: VerifyEvent | undefined;
    return {
      fold(event) {
        first ??= event;
        last = event;
      },
      draw(at) {
        if (last === undefined || first === undefined) return "Reading the manifest";
        const speed = (last.bytes - first.bytes) / Math.max(0.001, (at - first.at) / 1_000);
        const left = speed > 0 ? `  ${durationText(((last.ofBytes - last.bytes) / speed) * 1_000)} left` : "";
        return `Read ${bytesText(last.bytes)} of ${bytesText(last.ofBytes)}${speed > 0 ? `  ${bytesText(speed)}/s` : ""}${left}`;
      },
    };
  },
};
