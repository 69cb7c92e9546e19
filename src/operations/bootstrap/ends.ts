import { GworldError } from "../../model/error.ts";
import { stackFailed } from "../../model/stack-failure.ts";
import { standing } from "../../model/stack-status.ts";
import type { Stack } from "../../ports/stacks.ts";
import type { Followed } from "../follow.ts";

/** Whoever is not there to watch finds it going on. */
export const goesOn = (name: string) =>
  new GworldError("interrupted", `CloudFormation goes on with ${name}.`, {
    hint: "Run the same command again: it follows what goes on.",
  });

/** How the state backend failed, with its first cause. */
export const failed = (environment: string, name: string, { stack, events }: Followed) =>
  stackFailed(
    { name, status: stack?.status ?? "gone", statusReason: stack?.statusReason, events },
    `Correct the cause, then run again: gworld bootstrap --env ${environment}`,
  );

/** A stack in a status that nothing can be done from, with the way out. */
export function stuck(environment: string, stack: Stack | undefined): GworldError {
  const { because = "busy", wayOut = `Run again: gworld bootstrap --env ${environment}` } = standing(
    stack?.status ?? "",
  );
  return new GworldError("failed", `${stack?.name ?? "The stack"} is ${stack?.status ?? "gone"}: ${because}.`, {
    hint: wayOut.replaceAll("<stack>", stack?.name ?? "").replaceAll("<env>", environment),
  });
}
