import { isRecord, recordAt } from "../../src/model/json.ts";
import { templateChanges, additions } from "../../src/model/assess.ts";
import { readTemplate } from "../../src/model/template.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { FakeStack } from "./stacks.ts";

export type Timeline = { at: number; happen: (stack: FakeStack) => void }[];

interface Wanted {
  readonly body: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}
interface Rules {
  readonly clock: Clock;
  readonly takes: (type: string, logicalId: string) => number;
  readonly cleanupTakes: number;
  readonly failing: Map<string, string>;
}

/** What happens when an update is called off: nothing that was ahead any more, but the way back. */
export function wayBack(stack: FakeStack, at: number): Timeline {
  const event = eventsOf(stack);
  const self = (after: number, status: string) => event(at + after, stack.name, "AWS::CloudFormation::Stack", status);
  return [
    self(0, "UPDATE_ROLLBACK_IN_PROGRESS"),
    self(1_000, "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS"),
    self(1_500, "UPDATE_ROLLBACK_COMPLETE"),
  ];
}

function eventsOf(stack: FakeStack) {
  let number = stack.events.length;
  return (at: number, logicalId: string, type: string, status: string, reason?: string) => ({
    at,
    happen: (of: FakeStack) => {
      number += 1;
      const own = logicalId === of.name;
      const physicalId = own ? of.id : `${of.name}-${logicalId}-${of.generation.get(logicalId) ?? 1}`;
      const id = `${logicalId}-${status}-${of.id.split("/").at(-1)}-${number}`;
      const { token } = of;
      of.events.push({
        id,
        at,
        stackId: of.id,
        stackName: of.name,
        logicalId,
        physicalId,
        type,
        status,
        reason,
        token,
      });
      if (!own) return;
      of.status = status;
      of.reason = reason;
    },
  });
}

/** All that will happen to a stack because of one operation, with the failures that are due. */
export function timelineOf(
  stack: FakeStack,
  operation: "CREATE" | "UPDATE" | "DELETE",
  wanted: Wanted | undefined,
  rules: Rules,
) {
  const start = rules.clock.now();
  const timeline: Timeline = [];
  const event = eventsOf(stack);
  const self = (at: number, status: string, reason?: string) =>
    timeline.push(event(at, stack.name, "AWS::CloudFormation::Stack", status, reason));

  const touched = changesOf(stack, operation, wanted);
  const planned = touched.map(({ logicalId, type, kept, action }) => {
    const reason = rules.failing.get(logicalId);
    rules.failing.delete(logicalId);
    return { logicalId, type, kept, action, reason, end: start + rules.takes(type, logicalId) };
  });
  const failures = planned.filter(({ reason }) => reason !== undefined);
  const broken = failures.length === 0 ? undefined : Math.min(...failures.map(({ end }) => end));
  self(start, `${operation}_IN_PROGRESS`, "User Initiated");
  for (const { logicalId, type, kept, reason, end } of planned) {
    if (kept) {
      timeline.push(event(start, logicalId, type, "DELETE_SKIPPED"));
      continue;
    }
    timeline.push(event(start, logicalId, type, `${operation}_IN_PROGRESS`));
    const cancelled = broken !== undefined && end > broken && operation !== "DELETE";
    const verdict =
      reason ?? (cancelled ? `Resource ${operation === "CREATE" ? "creation" : "update"} cancelled` : undefined);
    const at = cancelled ? (broken ?? end) : end;
    timeline.push(event(at, logicalId, type, `${operation}_${verdict === undefined ? "COMPLETE" : "FAILED"}`, verdict));
  }
  const end =
    broken !== undefined && operation !== "DELETE" ? broken : Math.max(start, ...planned.map((one) => one.end));
  finish(operation, { failed: broken !== undefined, end });
  return timeline.sort((a, b) => a.at - b.at);

  function remove(at: number, logicalId: string, type: string) {
    timeline.push(event(at, logicalId, type, "DELETE_IN_PROGRESS"), event(at, logicalId, type, "DELETE_COMPLETE"));
  }

  function finish(what: typeof operation, { failed, end: at }: { failed: boolean; end: number }) {
    if (what === "DELETE") {
      const names = failures.map(({ logicalId }) => logicalId).join(", ");
      return failed
        ? self(at, "DELETE_FAILED", `The following resource(s) failed to delete: [${names}]. `)
        : self(at, "DELETE_COMPLETE");
    }
    if (!failed) {
      timeline.push({ at, happen: (of) => take(of, wanted) });
      if (what === "CREATE") return self(at, "CREATE_COMPLETE");
      self(at, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS");
      return self(at + rules.cleanupTakes, "UPDATE_COMPLETE");
    }
    if (what === "CREATE") {
      timeline.push({ at, happen: (of) => void (of.body = wanted?.body ?? of.body) });
      self(
        at,
        "ROLLBACK_IN_PROGRESS",
        `The following resource(s) failed to create: [${failures[0]?.logicalId ?? ""}]. `,
      );
      for (const { logicalId, type } of planned) remove(at + 1_000, logicalId, type);
      return self(at + 1_000, "ROLLBACK_COMPLETE");
    }
    self(
      at,
      "UPDATE_ROLLBACK_IN_PROGRESS",
      `The following resource(s) failed to update: [${failures[0]?.logicalId ?? ""}]. `,
    );
    for (const { logicalId, type, action } of planned)
      if (action === "Add") remove(at + 1_500, logicalId, type);
      else timeline.push(event(at + 1_000, logicalId, type, "UPDATE_COMPLETE"));
    self(at + 1_000, "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS");
    return self(at + 1_500, "UPDATE_ROLLBACK_COMPLETE");
  }
}

function changesOf(stack: FakeStack, operation: string, wanted: Wanted | undefined) {
  if (operation === "CREATE")
    return additions(readTemplate(wanted?.body ?? "{}")).map((one) => ({ ...one, kept: false }));
  const before = readTemplate(resolved(stack.body, stack.parameters));
  if (operation === "DELETE")
    return [...before.resources].map(([logicalId, { type, deletionPolicy = "" }]) => ({
      logicalId,
      type,
      action: "Remove",
      kept: deletionPolicy.startsWith("Retain"),
    }));
  const after = readTemplate(resolved(wanted?.body ?? "{}", wanted?.parameters ?? {}));
  return templateChanges(before, after).map((one) => ({ ...one, kept: false }));
}

/** The update has succeeded: what was wanted is what is. A replaced resource has a new physical ID. */
function take(stack: FakeStack, wanted: Wanted | undefined): void {
  if (wanted === undefined) return;
  const changes = templateChanges(
    readTemplate(resolved(stack.body, stack.parameters)),
    readTemplate(resolved(wanted.body, wanted.parameters)),
  );
  for (const { action, logicalId, type, properties } of changes)
    if (
      action === "Modify" &&
      (type === "AWS::ECS::TaskDefinition" || properties.some((path) => path.startsWith("Properties.Fixed")))
    )
      stack.generation.set(logicalId, (stack.generation.get(logicalId) ?? 1) + 1);
  stack.body = wanted.body;
  stack.parameters = wanted.parameters;
  stack.tags = wanted.tags;
  stack.outputs = outputsOf(stack);
}

/** Outputs whose value is text, a parameter or a resource. */
export function outputsOf(
  stack: Pick<FakeStack, "name" | "body" | "parameters" | "generation">,
): Record<string, string> {
  const document: unknown = JSON.parse(stack.body);
  const entries = Object.entries(recordAt(document, "Outputs")).map(([name, output]) => {
    const value = isRecord(output) ? output["Value"] : undefined;
    if (!isRecord(value)) return [name, String(value)] as const;
    const reference = String(value["Ref"]);
    return [
      name,
      stack.parameters[reference] ?? `${stack.name}-${reference}-${stack.generation.get(reference) ?? 1}`,
    ] as const;
  });
  return Object.fromEntries(entries);
}

/** Template text in which parameters are replaced by their values. */
export function resolved(body: string, parameters: Readonly<Record<string, string>>): string {
  const document: unknown = JSON.parse(body);
  const given = new Map<string, string>(Object.entries(parameters));
  for (const [name, parameter] of Object.entries(recordAt(document, "Parameters")))
    if (!given.has(name) && isRecord(parameter)) given.set(name, String(parameter["Default"]));
  return JSON.stringify(document, (_, value: unknown) => {
    const reference = isRecord(value) && Object.keys(value).length === 1 ? value["Ref"] : undefined;
    return typeof reference === "string" ? (given.get(reference) ?? value) : value;
  });
}
