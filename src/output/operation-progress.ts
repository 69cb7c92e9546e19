import type { OperationEvent } from "../model/operation-events.ts";
import { stopText } from "../model/stopped-task.ts";
import type { ProgressView, Style } from "../ports/io.ts";
import { forecastText, leftText } from "./forecast.ts";
import { operationFrame } from "./operation-frame.ts";
import { foldOperation, newPicture } from "./operation-picture.ts";
import { pulseText } from "./operation-pulse.ts";
import { serviceText, statusText } from "./operation-text.ts";
import { safeLine } from "./safe-text.ts";

/** Stacks, the resources in progress under each, and the rollouts of services. */
export function operationProgress(): ProgressView<OperationEvent> {
  const picture = newPicture();
  return {
    title: "Stacks and services, as they change",
    line(event, style) {
      const before = event.kind === "service" ? picture.services.get(event.service) : undefined;
      foldOperation(picture, event);
      const isKnown = before !== undefined && event.kind === "service" && serviceText(before) === serviceText(event);
      return isKnown ? undefined : eventLine(event, style);
    },
    pulse(now, style) {
      const text = pulseText(picture, now);
      return text === undefined ? undefined : `${timeText(now, style)} ${text}`;
    },
    frame: () => ({
      fold: (event) => foldOperation(picture, event),
      draw: (now, style, height = Infinity) => operationFrame(picture, { now, style, height }),
    }),
  };
}

function eventLine(event: OperationEvent, style: Style): string | undefined {
  const time = timeText(event.at, style);
  switch (event.kind) {
    case "planned":
      return event.forecast && `${time} ${forecastText(event.forecast)}`;
    case "eta":
      return `${time} ${leftText({ seconds: event.secondsLeft, waitingFor: event.waitingFor })}`;
    case "stack":
      return `${time} ${style.bold(safeLine(event.stack))} ${statusText(event.status, style)}${because(event.reason)}`;
    case "resource":
      // Each creation is announced twice; the second time only tells the physical ID.
      if (event.reason?.endsWith("Initiated")) return undefined;
      return `${time} ${safeLine(event.stack)} ${safeLine(event.logicalId)} ${style.dim(safeLine(event.type))} ${statusText(event.status, style)}${because(event.reason)}`;
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

const timeText = (at: number, style: Style) => style.dim(new Date(at).toISOString().slice(11, 19));

const because = (reason: string | undefined) =>
  reason === undefined || reason === "" || reason === "User Initiated" ? "" : `: ${safeLine(reason)}`;
