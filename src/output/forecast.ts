import { durationText } from "../model/duration.ts";
import type { Forecast } from "../model/forecast/forecast.ts";
import type { MeasuredPath } from "../model/forecast/progress.ts";
import type { Remaining } from "../model/forecast/remaining.ts";
import type { Style } from "../ports/io.ts";
import { flow } from "./flow.ts";
import { safeLine } from "./safe-text.ts";

/** A length of time that nobody should take literally: `about 40 s`, `about 6 min`, `about 1 h 20 min`. */
export function aboutText(seconds: number): string {
  if (seconds < 10) return "a few seconds";
  if (seconds < 90) return `about ${Math.round(seconds / 10) * 10} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `about ${minutes} min`;
  const rest = minutes % 60;
  return `about ${Math.floor(minutes / 60)} h${rest === 0 ? "" : ` ${rest} min`}`;
}

/** How long it will take, and what decides that. */
export function forecastText({ seconds, high, path, measured }: Forecast): string {
  const most =
    aboutText(high) === aboutText(seconds) ? "" : `, seldom more than ${aboutText(high).slice("about ".length)}`;
  const basis = measured ? "" : " (by what AWS usually takes)";
  // What takes no time at all, such as new outputs, decides nothing.
  const longest = path.length === 0 ? "" : `; longest: ${path.join(" -> ")}`;
  return `${aboutText(seconds)}${most}${longest}${basis}`;
}

/** The same as a line of a plan. */
export const timeLine = (forecast: Forecast, { width, dim }: Style) =>
  dim(flow(["Time:", ...forecastText(forecast).split(" ")], { width, indent: 2 }));

/** What is left, and what it all waits for. */
export function leftText({ seconds, waitingFor }: Remaining): string {
  const waiting = waitingFor === undefined ? "" : `, waiting for ${safeLine(waitingFor)}`;
  return `${aboutText(seconds)} left${waiting}`;
}

/** How long it took, and the chain of stacks that decided that, without what their names begin with alike. */
export function measuredText({ seconds, stacks }: MeasuredPath, prefix: string): string {
  const chain = stacks.map(
    ({ name, seconds: own }) => `${safeLine(name).replace(prefix, "")} ${durationText(own * 1_000)}`,
  );
  return `Took ${durationText(seconds * 1_000)}; longest: ${chain.join(" -> ")}`;
}
