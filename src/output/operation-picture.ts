import type { Forecast } from "../model/forecast/forecast.ts";
import { foldProgress, type Progress } from "../model/forecast/progress.ts";
import type { OperationEvent } from "../model/operation-events.ts";
import { stopText } from "../model/stopped-task.ts";

export interface StackPicture {
  status: string;
  startedAt: number | undefined;
  endedAt: number | undefined;
  /** Logical IDs that are finished. */
  readonly done: Set<string>;
  readonly going: Map<string, { readonly type: string; readonly since: number }>;
  readonly failures: { readonly logicalId: string; readonly reason: string }[];
}

/** The state of all that is going on, as far as events have told. */
export interface Picture {
  readonly stacks: Map<string, StackPicture>;
  readonly services: Map<string, Extract<OperationEvent, { kind: "service" }>>;
  /** The last few things that were said. */
  readonly notes: string[];
  readonly progress: Progress;
  /** Names of the stacks that each waits for. */
  readonly needs: Map<string, readonly string[]>;
  /** Nothing more is begun. */
  isStopping: boolean;
  /** When the first was heard of it. */
  since?: number;
  /** How long what was planned will take, once that is known, and as long as it says something. */
  forecast?: Forecast | undefined;
}

export const newPicture = (): Picture => ({
  stacks: new Map(),
  services: new Map(),
  notes: [],
  progress: new Map(),
  needs: new Map(),
  isStopping: false,
});

/** True for a status that no deployment wants to see. */
export const isFailed = (status: string): boolean => /FAILED|ROLLBACK/.test(status);

/** Takes an event into the picture. */
export function foldOperation(picture: Picture, event: OperationEvent): void {
  picture.since ??= event.at;
  foldProgress(picture.progress, event);
  switch (event.kind) {
    case "planned":
      foldPlan(picture, event);
      break;
    case "stack":
      foldStack(stackOf(picture, event.stack), event);
      break;
    case "resource":
      foldResource(stackOf(picture, event.stack), event);
      break;
    case "service":
      picture.services.set(event.service, event);
      break;
    case "stopped":
      note(picture, `task of ${event.service} stopped: ${stopText(event)}`);
      break;
    case "stopping":
      // What it would have taken says nothing any more.
      picture.forecast = undefined;
      picture.isStopping = true;
      note(picture, event.text);
      break;
    case "note":
      note(picture, event.text);
      break;
    case "eta":
    // It is drawn anew in each frame.
  }
}

function foldPlan(picture: Picture, { at, stacks, forecast }: Extract<OperationEvent, { kind: "planned" }>): void {
  picture.since = at;
  picture.forecast = forecast;
  for (const name of stacks) stackOf(picture, name);
  for (const { name, needs } of forecast?.stacks ?? []) picture.needs.set(name, needs);
}

function stackOf({ stacks }: Picture, name: string): StackPicture {
  const found = stacks.get(name) ?? newStack();
  stacks.set(name, found);
  return found;
}

const newStack = (): StackPicture => ({
  status: "",
  startedAt: undefined,
  endedAt: undefined,
  done: new Set(),
  going: new Map(),
  failures: [],
});

function foldStack(stack: StackPicture, { status, at }: Extract<OperationEvent, { kind: "stack" }>): void {
  stack.status = status;
  stack.startedAt ??= at;
  stack.endedAt = status.endsWith("_IN_PROGRESS") ? undefined : at;
  if (stack.endedAt !== undefined) stack.going.clear();
}

function foldResource(
  stack: StackPicture,
  { logicalId, type, status, reason = "", at }: Extract<OperationEvent, { kind: "resource" }>,
): void {
  if (status.endsWith("_IN_PROGRESS")) {
    const since = stack.going.get(logicalId)?.since ?? at;
    stack.going.set(logicalId, { type, since });
    return;
  }
  stack.going.delete(logicalId);
  if (status.endsWith("_FAILED")) fail(stack, { logicalId, reason });
  else stack.done.add(logicalId);
}

/** A rollback that fails often fails as the update did. */
function fail({ failures }: StackPicture, failure: StackPicture["failures"][number]): void {
  const isKnown = failures.some(
    ({ logicalId, reason }) => logicalId === failure.logicalId && reason === failure.reason,
  );
  if (!isKnown) failures.push(failure);
}

function note({ notes }: Picture, text: string): void {
  notes.push(text);
  if (notes.length > 4) notes.shift();
}
