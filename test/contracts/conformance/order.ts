import type { StackEvent } from "@aws-sdk/client-cloudformation";

/**
 * What an event says that AWS says every time: `LogicalId STATUS`, and `started` when a creation got its physical ID, `by user`
 * or `cancelled` by what its reason stands for. The stack itself is called `stack`.
 */
export function normalised(event: StackEvent): string {
  const { LogicalResourceId = "", PhysicalResourceId, StackId, ResourceStatus = "", ResourceStatusReason } = event;
  const own = PhysicalResourceId === StackId;
  const started = ResourceStatusReason === "Resource creation Initiated" ? "started" : "";
  return [own ? "stack" : LogicalResourceId, ResourceStatus, started, reasonClass(ResourceStatusReason)]
    .filter((part) => part !== "")
    .join(" ");
}

const reasonClass = (reason = "") =>
  reason === "User Initiated" ? "by user" : reason.endsWith("cancelled") ? "cancelled" : "";

/**
 * Matches histories that hold exactly the steps of these chains, each chain in its order. What is in no common chain may come
 * in any order: independent resources run at once, and AWS promises nothing about who is first.
 */
export const partialOrder = (...chains: readonly (readonly string[])[]) => ({
  asymmetricMatch: (events: unknown) =>
    Array.isArray(events) &&
    sameSteps(events.map(String), chains) &&
    chains.every((chain) => follows(events.map(String), chain)),
  toString: () => "partialOrder",
  toAsymmetricMatcher: () => `steps in order ${chains.map((chain) => `[${chain.join(" < ")}]`).join(" ")}`,
});

function sameSteps(events: readonly string[], chains: readonly (readonly string[])[]): boolean {
  const wanted = new Set(chains.flat());
  return wanted.size === new Set(events).size && events.every((event) => wanted.has(event));
}

function follows(events: readonly string[], chain: readonly string[]): boolean {
  let at = -1;
  return chain.every((step) => (at = events.indexOf(step, at + 1)) >= 0);
}
