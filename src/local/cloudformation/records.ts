import { createHash, randomUUID } from "node:crypto";
import type { LocalClock } from "../clock.ts";
import { isObject, type JsonObject } from "../json.ts";
import type { Store, Table } from "../store.ts";
import { isChangeSetRecord, type ChangeSetRecord } from "./model/change-set.ts";
import { isStackEvent, type StackEvent } from "./model/event.ts";
import { isResourceRecord, type ResourceRecord } from "./model/resource.ts";
import { isDeleted, isStackRecord, type StackRecord } from "./model/stack.ts";

/** Everything CloudFormation remembers. Every write is durable when the call returns. */
export interface Records {
  readonly stacks: Table<StackRecord>;
  readonly changeSets: Table<ChangeSetRecord>;
  /** In the order they were first written. */
  resources(stackId: string): readonly ResourceRecord[];
  putResource(record: ResourceRecord): void;
  /** Forgets a resource that is no longer the stack's. */
  dropResource(record: ResourceRecord): void;
  /** Oldest first. */
  events(stackId: string): readonly StackEvent[];
  /** Time, sequence and ID are given here; the token is that of the running operation. */
  addEvent(stack: StackRecord, event: NewEvent): void;
  /** Keeps a template's text and answers its key. */
  keepTemplate(text: string): string;
  /** The very text that was kept. */
  template(key: string): string;
  /** By ID also a deleted stack; by name only one that exists. */
  findStack(nameOrId: string, region: string): StackRecord | undefined;
}

/** An event before its place in the history is known. */
export interface NewEvent {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string | undefined;
  readonly properties?: JsonObject | undefined;
}

const isTemplateRow = (value: unknown): value is { readonly text: string } =>
  isObject(value) && typeof value["text"] === "string";

/** Opens the tables and reads resources and events into the indexes that every call uses. */
export function openRecords(store: Store, clock: LocalClock): Records {
  const stacks = store.table("cloudformation.stacks", isStackRecord);
  const templates = store.table("cloudformation.templates", isTemplateRow);
  return {
    stacks,
    changeSets: store.table("cloudformation.change-sets", isChangeSetRecord),
    ...resourceRecords(store),
    ...eventRecords(store, clock),
    keepTemplate(text) {
      const key = createHash("sha256").update(text).digest("hex");
      if (!templates.get(key)) templates.put(key, { text });
      return key;
    },
    template: (key) => templates.get(key)?.text ?? "{}",
    findStack(nameOrId, region) {
      const byId = stacks.get(nameOrId);
      if (byId || nameOrId.startsWith("arn:")) return byId;
      return stacks.values().find((stack) => stack.name === nameOrId && stack.region === region && !isDeleted(stack));
    },
  };
}

/** Resources by stack, in the order they were first seen. */
function resourceRecords(store: Store): Pick<Records, "resources" | "putResource" | "dropResource"> {
  const table = store.table("cloudformation.resources", isResourceRecord);
  const byStack = new Map<string, Map<string, ResourceRecord>>();
  const ofStack = (stackId: string) => {
    const found = byStack.get(stackId) ?? new Map<string, ResourceRecord>();
    byStack.set(stackId, found);
    return found;
  };
  for (const record of table.values()) ofStack(record.stackId).set(record.logicalId, record);
  const key = ({ stackId, logicalId }: ResourceRecord) => `${stackId}|${logicalId}`;
  return {
    resources: (stackId) => [...ofStack(stackId).values()],
    putResource(record) {
      table.put(key(record), record);
      ofStack(record.stackId).set(record.logicalId, record);
    },
    dropResource(record) {
      table.delete(key(record));
      ofStack(record.stackId).delete(record.logicalId);
    },
  };
}

function eventRecords(store: Store, clock: LocalClock): Pick<Records, "events" | "addEvent"> {
  const table = store.table("cloudformation.events", isStackEvent);
  const byStack = new Map<string, StackEvent[]>();
  const taken = new Set<string>();
  const index = (event: StackEvent) => {
    const events = byStack.get(event.stackId) ?? [];
    events.push(event);
    byStack.set(event.stackId, events);
    taken.add(`${event.stackId}|${event.eventId}`);
  };
  for (const event of [...table.values()].sort((one, other) => one.sequence - other.sequence)) index(event);
  return {
    events: (stackId) => byStack.get(stackId) ?? [],
    addEvent(stack, event) {
      const at = clock.now();
      const sequence = byStack.get(stack.stackId)?.length ?? 0;
      const token = stack.operation?.token;
      const added: StackEvent = {
        ...event,
        eventId: eventIdOf(stack, event, at, (id) => taken.has(`${stack.stackId}|${id}`)),
        sequence,
        stackId: stack.stackId,
        stackName: stack.name,
        at,
        token,
      };
      table.put(`${stack.stackId}|${String(sequence).padStart(8, "0")}`, added);
      index(added);
    },
  };
}

/** Stack events have a UUID, those of resources their status and time, moved by milliseconds until it is the only one. */
function eventIdOf(stack: StackRecord, event: NewEvent, at: number, taken: (id: string) => boolean): string {
  if (event.physicalId === stack.stackId) return randomUUID();
  if (event.properties === undefined) return `${event.logicalId}-${randomUUID()}`;
  for (let time = at; ; time += 1) {
    const id = `${event.logicalId}-${event.status}-${new Date(time).toISOString()}`;
    if (!taken(id)) return id;
  }
}
