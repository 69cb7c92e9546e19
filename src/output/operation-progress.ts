import { durationText } from "../model/duration.ts";
import { remaining } from "../model/forecast/remaining.ts";
import type { OperationEvent } from "../model/operation-events.ts";
import { stopText } from "../model/stopped-task.ts";
import type { ProgressView, Style } from "../ports/io.ts";
import { forecastText, leftText } from "./forecast.ts";
import { foldOperation, newPicture, type Picture, type StackPicture } from "./operation-picture.ts";
import { safeLine } from "./safe-text.ts";

/** Stacks, the resources in progress under each, and the rollouts of services. */
export function operationProgress(): ProgressView<OperationEvent> {
  const picture = newPicture();
  return {
    title: "Stacks and services, as they change",
    line: eventLine,
    frame: () => ({
      fold: (event) => foldOperation(picture, event),
      draw: (now, style) => draw(picture, now, style),
    }),
  };
}

function eventLine(event: OperationEvent, style: Style): string | undefined {
  const time = style.dim(new Date(event.at).toISOString().slice(11, 19));
  switch (event.kind) {
    case "planned":
      return event.forecast && `${time} ${forecastText(event.forecast)}`;
    case "eta":
      return `${time} ${leftText({ seconds: event.secondsLeft, waitingFor: event.waitingFor })}`;
    case "stack":
      return `${time} ${style.bold(safeLine(event.stack))} ${status(event.status, style)}${because(event.reason)}`;
    case "resource":
      // Each creation is announced twice; the second time only tells the physical ID.
      if (event.reason?.endsWith("Initiated")) return undefined;
      return `${time} ${safeLine(event.stack)} ${safeLine(event.logicalId)} ${style.dim(safeLine(event.type))} ${status(event.status, style)}${because(event.reason)}`;
    case "service":
      return `${time} ${serviceText(event)}`;
    case "stopped":
      return [
        `${time} ${style.bad(`task of ${safeLine(event.service)} stopped`)}: ${safeLine(stopText(event))}`,
        ...event.lines.map((line) => `         | ${safeLine(line)}`),
      ].join("\n");
    case "note":
    default:
      return `${time} ${safeLine(event.text)}`;
  }
}

const because = (reason: string | undefined) =>
  reason === undefined || reason === "" || reason === "User Initiated" ? "" : `: ${safeLine(reason)}`;

function status(text: string, style: Style): string {
  const safe = safeLine(text);
  if (/FAILED|ROLLBACK/.test(safe)) return style.bad(safe);
  return safe.endsWith("_COMPLETE") ? style.good(safe) : style.accent(safe);
}

type ServiceEvent = Extract<OperationEvent, { kind: "service" }>;

function serviceText(event: ServiceEvent): string {
  const { service, runningCount, desiredCount, failedTasks, rolloutState, breaker } = event;
  const starts = breaker && `, ${breaker.failureCount} of ${breaker.threshold} failed starts until it is given up`;
  const failed = starts ?? (failedTasks > 0 ? `, ${failedTasks} failed` : "");
  return `${safeLine(service)} ${runningCount}/${desiredCount} running${failed} ${safeLine(rolloutState)}`;
}

/** Resources shown under a stack while they are in progress. */
const mostResources = 6;

function draw(picture: Picture, now: number, style: Style): string {
  const { stacks, services, notes } = picture;
  const lines = [...stacks].flatMap(([name, stack]) => [
    `${mark(stack, style)} ${style.bold(safeLine(name))} ${stackState(stack, now, style)}`,
    ...underneath(stack, now, style),
  ]);
  const rollouts = [...services.values()].map((service) => `  ${style.dim("service")} ${serviceText(service)}`);
  const said = notes.map((note) => style.warn(safeLine(note)));
  return [...lines, ...rollouts, ...said, ...clockLine(picture, now, style)].join("\n");
}

/** How long it has been going on, and how long it will. */
function clockLine({ timed, progress, stacks }: Picture, now: number, style: Style): string[] {
  const isGoing = [...stacks.values()].some(({ endedAt }) => endedAt === undefined);
  if (timed === undefined || !isGoing) return [];
  const elapsed = `${durationText(now - timed.since)} so far`;
  const left = remaining(timed.forecast, progress, now);
  return [style.dim(left !== undefined ? `${elapsed}, ${leftText(left)}` : elapsed)];
}

function mark({ status: text }: StackPicture, style: Style): string {
  if (text === "") return style.dim("·");
  if (/FAILED|ROLLBACK/.test(text)) return style.bad("✗");
  return text.endsWith("_COMPLETE") ? style.good("✓") : style.accent("●");
}

function stackState({ status: text, startedAt, endedAt, done }: StackPicture, now: number, style: Style): string {
  if (text === "") return style.dim("waiting");
  const time = startedAt === undefined ? "" : style.dim(` ${durationText((endedAt ?? now) - startedAt)}`);
  return `${status(text, style)}${done.size > 0 ? style.dim(` ${done.size} done`) : ""}${time}`;
}

function underneath({ going, failures }: StackPicture, now: number, style: Style): string[] {
  const resources = [...going].slice(0, mostResources).map(([logicalId, { type, since }]) => {
    const time = durationText(now - since);
    return `    ${safeLine(logicalId)} ${style.dim(`${safeLine(type)} ${time}`)}`;
  });
  const more = going.size > mostResources ? [style.dim(`    and ${going.size - mostResources} more`)] : [];
  const failed = failures
    .slice(0, 3)
    .map(({ logicalId, reason }) => style.bad(`    ${safeLine(logicalId)}: ${safeLine(reason)}`));
  return [...failed, ...resources, ...more];
}
