import { AwsError, failedAs } from "../../src/model/aws-error.ts";
import { templateChanges } from "../../src/model/assess.ts";
import { isRecord, recordAt } from "../../src/model/json.ts";
import type { ResourceChange } from "../../src/model/plan.ts";
import { newerEvents, statusAfter } from "../../src/model/stack-events.ts";
import { readTemplate } from "../../src/model/template.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { Stack, StackEvent, StackInput, StackResource, Stacks } from "../../src/ports/stacks.ts";
import { outputsOf, resolved, type Timeline } from "./stack-timeline.ts";
import { timelineOf, wayBack } from "./stack-timeline.ts";

export interface FakeStacksOptions {
  readonly clock: Clock;
  /** How long a resource of a type takes, in milliseconds. */
  readonly takes?: (type: string, logicalId: string) => number;
  /** How long the deletion of old resources takes after an update. */
  readonly cleanupTakes?: number;
}

export interface FakeStack {
  readonly id: string;
  readonly name: string;
  body: string;
  status: string;
  reason: string | undefined;
  parameters: Readonly<Record<string, string>>;
  tags: Readonly<Record<string, string>>;
  terminationProtection: boolean;
  policy: string | undefined;
  outputs: Readonly<Record<string, string>>;
  events: StackEvent[];
  /** What will happen, in order of time. */
  ahead: Timeline;
  generation: Map<string, number>;
  /** Of the request that began what goes on, or went on last. */
  token: string | undefined;
}

interface ProposedChange {
  readonly stack: FakeStack;
  readonly input: StackInput;
  readonly executable: boolean;
  readonly createdAt: number;
}

/**
 * CloudFormation in memory. Time moves only with the clock; every request is remembered. `failing` holds logical IDs and the
 * reason with which their next creation, update or deletion fails.
 */
export function fakeStacks({ clock, takes = () => 1_000, cleanupTakes = 0 }: FakeStacksOptions) {
  const all: FakeStack[] = [];
  const changeSets = new Map<string, ProposedChange>();
  const calls: string[] = [];
  const failing = new Map<string, string>();
  const templates = new Map<string, string>();
  /** Templates of stacks that are being created, by stack ID. */
  const created = new Map<string, string>();
  const lost: { operation: string; error: Error; times: number }[] = [];
  const hooks = new Map<string, (call: string) => void>();
  let stale = 0;
  let made = 0;

  const live = (nameOrId: string) =>
    all.find(({ id }) => id === nameOrId) ??
    all.find(({ name, status }) => name === nameOrId && status !== "DELETE_COMPLETE");
  const settle = () => {
    for (const stack of all)
      while (stack.ahead.length > 0 && (stack.ahead[0]?.at ?? 0) <= clock.now()) stack.ahead.shift()?.happen(stack);
  };
  const request = (call: string) => {
    calls.push(call);
    settle();
    const [operation = ""] = call.split(" ");
    hooks.get(operation)?.(call);
    const fault = lost.find((one) => one.operation === operation && one.times > 0);
    if (fault === undefined) return;
    fault.times -= 1;
    throw fault.error;
  };
  const existing = (nameOrId: string): FakeStack => {
    const stack = live(nameOrId);
    if (stack === undefined) throw rejected("ValidationError", `Stack with id ${nameOrId} does not exist`);
    return stack;
  };
  const body = ({ template }: StackInput) => ("body" in template ? template.body : (templates.get(template.url) ?? ""));
  const begin = (stack: FakeStack, operation: "CREATE" | "UPDATE" | "DELETE", token: string, input?: StackInput) => {
    if (stack.status.endsWith("_IN_PROGRESS") && stack.status !== "REVIEW_IN_PROGRESS" && operation !== "DELETE")
      throw rejected("ValidationError", `Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
    stack.token = token;
    const wanted = input && { body: body(input), parameters: input.parameters, tags: input.tags };
    stack.ahead = timelineOf(stack, operation, wanted, { clock, takes, cleanupTakes, failing });
    settle();
  };

  const stacks: Stacks = {
    async describe(nameOrId) {
      request(`describe ${nameOrId}`);
      const stack = live(nameOrId);
      return stack && seen(stack, stale-- > 0);
    },
    async template(nameOrId) {
      request(`template ${nameOrId}`);
      const stack = existing(nameOrId);
      return (stack.status === "CREATE_IN_PROGRESS" ? created.get(stack.id) : undefined) ?? stack.body;
    },
    holder: async () => undefined,
    async resources(nameOrId) {
      request(`resources ${nameOrId}`);
      const stack = existing(nameOrId);
      return resourcesOf(stack);
    },
    async eventsSince(stackId, lastEventId) {
      request(`events ${stackId}`);
      const { events } = existing(stackId);
      return newerEvents(pagesOf([...events].reverse()), lastEventId);
    },
    async newestEvent(stackId) {
      try {
        request(`events ${stackId}`);
      } catch (error) {
        if (failedAs(error, "denied")) return undefined;
        throw error;
      }
      return existing(stackId).events.at(-1)?.id;
    },
    async statusAfter(nameOrId, asked) {
      request(`status ${nameOrId}`);
      return statusAfter(pagesOf([...(live(nameOrId)?.events ?? [])].reverse()), asked);
    },
    async create(input) {
      request(`create ${input.name}`);
      const found = live(input.name);
      if (found !== undefined) throw rejected("AlreadyExistsException", `Stack [${input.name}] already exists`);
      const stack = newStack(input.name, (made += 1));
      all.push(stack);
      stack.terminationProtection = input.terminationProtection;
      stack.policy = input.stackPolicy;
      created.set(stack.id, body(input));
      begin(stack, "CREATE", input.token, input);
      return stack.id;
    },
    async createChangeSet(input, name) {
      request(`changeSet ${input.name}`);
      const stack = existing(input.name);
      const changes = changesOf(stack, input, body(input));
      const id = `${stack.id}/changeSet/${name}`;
      const outputsChange =
        JSON.stringify(outputsOf(stack)) !==
        JSON.stringify(outputsOf({ ...stack, body: body(input), parameters: input.parameters }));
      const tagsChange = Object.entries(input.tags).some(([key, value]) => stack.tags[key] !== value);
      const executable = changes.length > 0 || outputsChange || tagsChange;
      changeSets.set(id, { stack, input, executable, createdAt: clock.now() });
      return { id, stackId: stack.id, changes, executable };
    },
    async execute({ id }, token) {
      request(`execute ${id}`);
      const found = changeSets.get(id);
      if (found === undefined) throw rejected("ChangeSetNotFound", `ChangeSet [${id}] does not exist`);
      for (const [other, { stack }] of changeSets) if (stack === found.stack) changeSets.delete(other);
      begin(found.stack, "UPDATE", token, found.input);
    },
    async deleteChangeSet({ id }) {
      request(`deleteChangeSet ${id}`);
      changeSets.delete(id);
    },
    async changeSets(nameOrId) {
      request(`listChangeSets ${nameOrId}`);
      const stack = live(nameOrId);
      return [...changeSets]
        .filter(([, one]) => one.stack === stack)
        .map(([id, { createdAt }]) => ({ id, name: id.slice(id.lastIndexOf("/") + 1), createdAt }));
    },
    async cancelUpdate(stackId, token) {
      request(`cancelUpdate ${stackId}`);
      const stack = existing(stackId);
      if (stack.status !== "UPDATE_IN_PROGRESS")
        throw rejected("ValidationError", "CancelUpdateStack cannot be called from current stack status");
      stack.token = token;
      stack.ahead = wayBack(stack, clock.now());
      settle();
    },
    async delete(stackId, token) {
      request(`delete ${stackId}`);
      const stack = live(stackId);
      if (stack === undefined) return;
      if (stack.terminationProtection)
        throw rejected(
          "ValidationError",
          `Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`,
        );
      begin(stack, "DELETE", token);
    },
    async continueRollback(stackId, skip) {
      request(`continueRollback ${stackId} ${skip.join()}`);
      existing(stackId).status = "UPDATE_ROLLBACK_COMPLETE";
    },
    async rollback(stackId) {
      request(`rollback ${stackId}`);
      existing(stackId).status = "UPDATE_ROLLBACK_COMPLETE";
    },
    async setTerminationProtection(name, on) {
      request(`protect ${name} ${on}`);
      existing(name).terminationProtection = on;
    },
    async stackPolicy(name) {
      request(`getPolicy ${name}`);
      return existing(name).policy;
    },
    async setStackPolicy(name, policy) {
      request(`policy ${name}`);
      existing(name).policy = policy;
    },
  };
  return {
    stacks,
    calls,
    failing,
    templates,
    /** Change sets that are still there. */
    changeSets,
    stack: (name: string) => {
      settle();
      return live(name);
    },
    /** Puts a stack there as it is, with whatever status. */
    put(name: string, state: Partial<FakeStack>) {
      const stack = Object.assign(newStack(name, (made += 1)), state);
      all.push(stack);
      return stack;
    },
    /** Happens before each request of an operation is answered. */
    on: (operation: string, happens: (call: string) => void) => void hooks.set(operation, happens),
    /** The next requests of an operation fail. */
    lose: (operation: string, error: Error, times = 1) => void lost.push({ operation, error, times }),
    /** The next descriptions show the status from before. */
    staleReads: (reads: number) => void (stale = reads),
  };
}
export type FakeStacks = ReturnType<typeof fakeStacks>;

export const rejected = (awsCode: string, awsMessage: string, failure: AwsError["failure"] = "rejected") =>
  new AwsError(failure === "credentials" ? "credentials" : "failed", awsMessage, {
    hint: "",
    failure,
    awsCode,
    awsMessage,
    action: "cloudformation:Any",
  });

const newStack = (name: string, number: number): FakeStack => ({
  id: `arn:aws:cloudformation:us-east-1:123456789012:stack/${name}/${number}`,
  name,
  body: "{}",
  status: "REVIEW_IN_PROGRESS",
  reason: undefined,
  parameters: {},
  tags: {},
  terminationProtection: false,
  policy: undefined,
  outputs: {},
  events: [],
  ahead: [],
  generation: new Map(),
  token: undefined,
});

export const physicalId = (stack: Pick<FakeStack, "name" | "generation">, logicalId: string) =>
  `${stack.name}-${logicalId}-${stack.generation.get(logicalId) ?? 1}`;

/** What ListStackResources tells: a resource that is gone is listed on, with its last physical ID. */
export function resourcesOf(stack: Pick<FakeStack, "name" | "body" | "events" | "generation">): StackResource[] {
  const last = new Map(
    stack.events
      .filter(({ logicalId }) => logicalId !== stack.name)
      .map(({ logicalId, type, status }) => [logicalId, { type, status }]),
  );
  for (const [logicalId, { type }] of readTemplate(stack.body).resources)
    if (!last.has(logicalId)) last.set(logicalId, { type, status: "CREATE_COMPLETE" });
  return [...last].map(([logicalId, { type, status }]) => ({
    logicalId,
    physicalId: physicalId(stack, logicalId),
    type,
    status,
  }));
}

function seen(stack: FakeStack, asBefore: boolean): Stack {
  const document: unknown = JSON.parse(stack.body);
  const description = isRecord(document) ? document["Description"] : undefined;
  return {
    id: stack.id,
    name: stack.name,
    status: asBefore ? "UPDATE_COMPLETE" : stack.status,
    statusReason: stack.reason,
    description: typeof description === "string" ? description : undefined,
    outputs: stack.outputs,
    parameters: { ...defaults(stack.body), ...stack.parameters },
    tags: stack.tags,
    terminationProtection: stack.terminationProtection,
  };
}

const defaults = (body: string) =>
  Object.fromEntries(
    [...readTemplate(body).parameters].flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

/** Compares with parameters put in, as CloudFormation does. A property whose name begins with Fixed replaces its resource, one with Maybe may. */
function changesOf(stack: FakeStack, input: StackInput, body: string): ResourceChange[] {
  const before = readTemplate(resolved(stack.body, stack.parameters));
  const after = readTemplate(resolved(body, { ...input.parameters }));
  return templateChanges(before, after).map((change) => {
    const fixed =
      change.type === "AWS::ECS::TaskDefinition" ||
      change.properties.some((path) => path.startsWith("Properties.Fixed"));
    const maybe = change.properties.some((path) => path.startsWith("Properties.Maybe"));
    const replacement = change.action !== "Modify" ? "False" : fixed ? "True" : maybe ? "Conditional" : "False";
    return { ...change, replacement };
  });
}

async function* pagesOf(events: readonly StackEvent[]) {
  for (let start = 0; start === 0 || start < events.length; start += 5) yield events.slice(start, start + 5);
}

export const templateOf = (resources: Readonly<Record<string, unknown>>) => JSON.stringify({ Resources: resources });
export const outputsIn = (body: string) => Object.keys(recordAt(JSON.parse(body), "Outputs"));
