import type { Context } from "../../cli/command.ts";
import type { Stopping } from "../../operations/stopping.ts";

/** How long a question waits for a key, in seconds, before it is taken for `d`. */
const patience = 10;

/** What goes on while it is asked, and what each answer comes to. */
interface Meanings {
  readonly title: string;
  readonly detach: string;
  /** Absent where CloudFormation cancels nothing. */
  readonly cancel?: string;
}

export const deployMeanings = (again: string): Meanings => ({
  title: "CloudFormation goes on by itself. What now?",
  detach: `detach: ${again} follows what goes on and does the rest`,
  cancel: "cancel: take updates back, delete new stacks without data, begin no others",
});

/**
 * Of all that CloudFormation does with a stack only an update can be cancelled:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CancelUpdateStack.html
 */
export const destroyMeanings = (again: string): Meanings => ({
  title: "CloudFormation goes on deleting by itself, which cannot be cancelled. What now?",
  detach: `detach: begin no other deletion; ${again} deletes the rest`,
});

/** Asks what Ctrl-C means while stacks are changed or followed; before and after that it just ends the work. */
export function hearInterrupts(
  { io, onInterrupt }: Pick<Context, "io" | "onInterrupt">,
  stop: Stopping,
  { title, detach, cancel }: Meanings,
): () => void {
  const over = new AbortController();
  const release = onInterrupt(async (second) => {
    if (!stop.isBusy() || io.choose === undefined) return "stop";
    const choice = await io.choose(
      {
        title,
        choices: [
          { key: "k", value: "keep", text: "keep watching" },
          { key: "d", value: "detach", text: detach },
          ...(cancel === undefined ? [] : [{ key: "c", value: "cancel", text: cancel }]),
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
