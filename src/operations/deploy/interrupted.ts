import { GworldError } from "../../model/error.ts";
import { isInterruption } from "../../model/lost-lock.ts";
import type { Evidence } from "../../model/operation-events.ts";
import { combined } from "../../model/stack-failure.ts";
import type { Applied } from "../applied.ts";
import type { Stopping } from "../stopping.ts";

interface Ended extends Pick<Applied, "detached" | "calledOff"> {
  readonly again: string;
  readonly notBegun?: readonly string[] | undefined;
  readonly stop: Pick<Stopping, "cause" | "words">;
}

/** Nothing of it counts as failed but what did fail, which is told too. */
export function interrupted(
  { detached, calledOff, again, stop, notBegun = [] }: Ended,
  errors: readonly unknown[],
  evidence: readonly Evidence[],
): GworldError {
  const cutOff = errors.find(isInterruption)?.message ?? "Nothing is going on any more.";
  const goes = detached.length === 0 ? [] : [`CloudFormation goes on with ${detached.join(", ")}.`];
  const going = detached.length + calledOff.length === 0 ? cutOff : [...calledOff, ...goes].join(" ");
  const hint = `${again} follows what goes on and does the rest.`;
  const failures = errors.filter((error) => !isInterruption(error));
  const told = failures.length === 0 ? "" : `\n${combined(failures, evidence, hint).message}`;
  const rest = notBegun.length === 0 ? "" : ` Not begun: ${notBegun.join(", ")}.`;
  const code = stop.cause() === "deadline" ? "resumable" : "interrupted";
  return new GworldError(code, `${stop.words()} ${going}${rest}${told}`, {
    hint,
    cause: failures[0],
  });
}
