import { keptByNew, type CalledOff } from "../../model/called-off.ts";
import { wordsOf } from "../../model/error.ts";
import { standing } from "../../model/stack-status.ts";
import { readTemplate } from "../../model/template.ts";
import type { Stack, Stacks } from "../../ports/stacks.ts";
import type { FollowPorts, FollowTarget } from "../follow.ts";

/** So often a stack is looked at that does not seem to be busy: what was begun just now is told late. */
const mostLooks = 5;

/**
 * Calls an operation off that is being followed: an update is taken back, a new stack without data is deleted, all else is
 * left. Undefined where it has ended by itself, or its end was seen (`over`) before it could be. CancelUpdateStack is for UPDATE_IN_PROGRESS alone; a stack that is being
 * created can only be deleted.
 */
export async function callOff(
  { clock, report }: Pick<FollowPorts, "clock" | "report">,
  stacks: Stacks,
  { stackId, name, over }: Pick<FollowTarget, "stackId" | "name"> & { readonly over: AbortSignal },
): Promise<CalledOff | undefined> {
  const said = (called: CalledOff) => {
    report({ kind: "note", at: clock.now(), text: words(name, called) });
    return called;
  };
  try {
    for (let look = 0; look < mostLooks && !over.aborted; look += 1) {
      const stack = await stacks.describe(stackId);
      if (stack === undefined) return undefined;
      const phase = standing(stack.status).phase;
      // What fails is being taken back already, and tells its cause.
      if (stack.status.includes("ROLLBACK")) return undefined;
      if (phase === "going" || phase === "usable") return said(await end(stacks, stack, clock.now()));
      await clock.wait(1_000, over);
    }
    return undefined;
  } catch (error) {
    return said({ end: "left", why: wordsOf(error) });
  }
}

async function end(stacks: Stacks, stack: Stack, now: number): Promise<CalledOff> {
  const { id, name, status } = stack;
  const token = `gw-off-${now.toString(36)}-${name}`;
  if (status === "UPDATE_IN_PROGRESS") {
    await stacks.cancelUpdate(id, token);
    return { end: "back" };
  }
  if (status !== "CREATE_IN_PROGRESS") return { end: "left", why: reasonOf(status) };
  const kept = keptByNew(readTemplate(await stacks.template(id)));
  if (kept.length > 0) return { end: "left", why: `it is new and holds data (${kept.slice(0, 3).join(", ")})` };
  if (stack.terminationProtection) await stacks.setTerminationProtection(name, false);
  await stacks.delete(id, token);
  return { end: "deleted" };
}

const reasonOf = (status: string) =>
  status.startsWith("DELETE") ? "a deletion cannot be called off" : "it is done but for what it replaced";

function words(name: string, { end: ended, why = "" }: CalledOff): string {
  if (ended === "left") return `${name} goes on: ${why}`;
  return ended === "deleted" ? `${name} is deleted again` : `the update of ${name} is taken back`;
}
