import { type JsonObject, list, number, text } from "../json.ts";

/** The capacity that a step scaling policy makes of another, for a value that breaches its alarm's threshold by `breach`. */
export function stepped(configuration: JsonObject, capacity: number, breach: number): number {
  const step = list(configuration, "StepAdjustments").find((adjustment) => {
    const lower = number(adjustment, "MetricIntervalLowerBound") ?? -Infinity;
    const upper = number(adjustment, "MetricIntervalUpperBound") ?? Infinity;
    // Above the threshold the lower bound is inclusive, below it the upper one (Step scaling policies, Step adjustments).
    return breach >= 0 ? breach >= lower && breach < upper : breach > lower && breach <= upper;
  });
  const adjustment = number(step, "ScalingAdjustment");
  if (adjustment === undefined) return capacity;
  switch (text(configuration, "AdjustmentType")) {
    case "ExactCapacity":
      return adjustment;
    case "PercentChangeInCapacity":
      return capacity + percentOf(capacity, adjustment, number(configuration, "MinAdjustmentMagnitude") ?? 0);
    default:
      return capacity + adjustment;
  }
}

/** Rounded towards nothing, but never to nothing; at least the least magnitude. */
function percentOf(capacity: number, percent: number, least: number): number {
  const exact = (capacity * percent) / 100;
  if (exact === 0) return 0;
  return Math.sign(exact) * Math.max(1, Math.floor(Math.abs(exact)), least);
}
