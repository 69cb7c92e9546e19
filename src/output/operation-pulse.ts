import { durationText } from "../model/duration.ts";
import { remaining } from "../model/forecast/remaining.ts";
import { leftText } from "./forecast.ts";
import type { Picture } from "./operation-picture.ts";
import { shortName } from "./operation-standing.ts";
import { serviceText } from "./operation-text.ts";
import { safeLine } from "./safe-text.ts";

/** How long it has been going on, and will or what is open, at a moment in milliseconds; undefined before anything was heard of it. */
export function pulseText(picture: Picture, now: number): string | undefined {
  if (picture.since === undefined) return undefined;
  const left = leftOf(picture, now);
  const open = left ?? openText(picture);
  return [`${durationText(now - picture.since)} so far`, ...(open === "" ? [] : [open])].join(", ");
}

/** The clock below the picture, which shows itself what is open; undefined where no stack goes on, or nobody has timed it. */
export function clockText(picture: Picture, now: number): string | undefined {
  const { since, forecast } = picture;
  if (since === undefined || forecast === undefined || !isGoing(picture)) return undefined;
  const elapsed = `${durationText(now - since)} so far`;
  const left = leftOf(picture, now);
  return left === undefined ? elapsed : `${elapsed}, ${left}`;
}

const isGoing = ({ stacks }: Picture) => [...stacks.values()].some(({ endedAt }) => endedAt === undefined);

function leftOf(picture: Picture, now: number): string | undefined {
  const { forecast, progress } = picture;
  const left = forecast && isGoing(picture) ? remaining(forecast, progress, now) : undefined;
  return left && leftText(left);
}

/** Stacks that CloudFormation is at and services that are not at rest; where there are none, how many have not begun. */
function openText(picture: Picture): string {
  const all = [...picture.stacks];
  const going = all.filter(([, { status, endedAt }]) => status !== "" && endedAt === undefined);
  const waiting = all.filter(([, { status }]) => status === "").length;
  const rollouts = [...picture.services.values()].filter(
    ({ rolloutState, runningCount, desiredCount }) => rolloutState !== "COMPLETED" || runningCount !== desiredCount,
  );
  const open = [
    ...going.map(([name, { status }]) => `${safeLine(shortName(picture, name))} ${safeLine(status)}`),
    ...rollouts.map((service) => serviceText(service)),
  ];
  const stacks = going.length > 0 || all.length === 0 ? "" : restText(waiting);
  return [...(stacks === "" ? [] : [stacks]), ...(open.length === 0 ? [] : [`open: ${open.join(", ")}`])].join(", ");
}

const restText = (waiting: number) => (waiting === 0 ? "all stacks have ended" : `not begun: ${waiting}`);
