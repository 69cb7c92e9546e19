import type { Context } from "../../cli/command.ts";
import type { Stopping } from "../../operations/stopping.ts";

/** How long a question waits for a key, in seconds, before it is taken for `d`. */
const patience = 10;

/** Asks what Ctrl-C means while stacks are changed or followed; before and after that it just ends the work. */
export function hearInterrupts(
  { io, onInterrupt }: Pick<Context, "io" | "onInterrupt">,
  stop: Stopping,
  again: string,
): () => void {
  const over = new AbortController();
  const release = onInterrupt(async (second) => {
    if (!stop.isBusy() || io.choose === undefined) return "stop";
    const choice = await io.choose(
      {
        title: "CloudFormation goes on by itself. What now?",
        choices: [
          { key: "k", value: "keep", text: "keep watching" },
          { key: "d", value: "detach", text: `detach: ${again} follows what goes on and does the rest` },
          {
            key: "c",
            value: "cancel",
            text: "cancel: take updates back, delete new stacks without data, begin no others",
          },
        ],
        otherwise: "detach",
        seconds: patience,
      },
      AbortSignal.any([second, over.signal]),
    );
    if (choice === "cancel") stop.cancel();
    return choice === "detach" || second.aborted || (choice === undefined && !over.signal.aborted) ? "stop" : "go on";
  });
  return () => {
    over.abort();
    release();
  };
}
