import { bool, isObject, type JsonObject, number, object, text } from "../json.ts";

/** A service's deployment circuit breaker, as its deployment configuration says. */
export interface Breaker {
  readonly enabled: boolean;
  readonly rollback: boolean;
  readonly threshold: number;
  readonly resetOnHealthyTask: boolean;
}

/**
 * Half the desired count, at least 3, at most 200 (ECS developer guide, deployment circuit breaker), unless the
 * threshold configuration says another share or a plain count.
 */
export function breakerOf(settings: JsonObject, desiredCount: number): Breaker {
  const given = object(object(settings, "deploymentConfiguration"), "deploymentCircuitBreaker");
  return {
    enabled: bool(given, "enable") === true,
    rollback: bool(given, "rollback") === true,
    threshold: threshold(given["thresholdConfiguration"], desiredCount),
    resetOnHealthyTask: bool(given, "resetOnHealthyTask") ?? true,
  };
}

function threshold(given: unknown, desiredCount: number): number {
  const configuration = isObject(given) ? given : {};
  const value = number(configuration, "value") ?? 50;
  const share = Math.ceil((value / 100) * desiredCount);
  switch (text(configuration, "type") ?? "BOUNDED_PERCENT") {
    case "COUNT":
      return Math.max(1, value);
    case "UNBOUNDED_PERCENT":
      return Math.max(1, share);
    default:
      return Math.min(200, Math.max(3, share));
  }
}
