import type { OperationEvent } from "../model/operation-events.ts";
import type { Style } from "../ports/io.ts";
import { isFailed } from "./operation-picture.ts";
import { safeLine } from "./safe-text.ts";

/** A stack's or a resource's status, painted as what it means. */
export function statusText(text: string, style: Style): string {
  const safe = safeLine(text);
  if (isFailed(safe)) return style.bad(safe);
  return safe.endsWith("_COMPLETE") ? style.good(safe) : style.accent(safe);
}

type ServiceEvent = Extract<OperationEvent, { kind: "service" }>;

/** How a service's rollout stands; its name takes so many columns at least. */
export function serviceText(event: ServiceEvent, columns = 0): string {
  const { service, runningCount, desiredCount, failedTasks, rolloutState, breaker } = event;
  const starts = breaker && `, ${breaker.failureCount} of ${breaker.threshold} failed starts until it is given up`;
  const failed = starts ?? (failedTasks > 0 ? `, ${failedTasks} failed` : "");
  return `${safeLine(service).padEnd(columns)} ${runningCount}/${desiredCount} running${failed} ${safeLine(rolloutState)}`;
}
