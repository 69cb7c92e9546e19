import type { Json } from "../../json.ts";
import type { Pace } from "../../pace.ts";
import type { ResourceProvider } from "../../resource.ts";
import type { LocalClock } from "../../clock.ts";
import type { AlarmStates } from "../alarms.ts";
import type { Faults } from "../faults.ts";
import type { Sources } from "../intrinsics/dynamic.ts";
import type { ResourceRecord } from "../model/resource.ts";
import { isDeleted, type StackRecord } from "../model/stack.ts";
import type { Records } from "../records.ts";
import { invalid } from "../refusal.ts";
import type { Specs } from "../spec/spec.ts";
import { readTemplate, type Template } from "../template/template.ts";
import { goalOf, type Goal, type Reader } from "./goal.ts";

/** All the engine works with. */
export interface Machine {
  readonly records: Records;
  readonly clock: LocalClock;
  readonly specs: Specs;
  readonly sources: Sources;
  readonly faults: Faults;
  /** The state of an alarm by its ARN; undefined where there is none. */
  readonly alarm: AlarmStates;
  /** How fast the time of resources passes now. */
  pace(): Pace;
  /** Every type has one: what no service makes is recorded. */
  provider(type: string): ResourceProvider;
  /** The deployment a stack is heading for. */
  goal(stack: StackRecord): Goal;
  /** Parsed; throws for what is not a template. */
  template(key: string): Template;
  /** Does something when the delay is over, unless the engine was stopped meanwhile. */
  later(milliseconds: number, callback: () => void): void;
  /** After the stop nothing is written any more, whatever a provider still answers. */
  stopped(): boolean;
}

const remembered = 50;

/** Parsed templates and decided goals, remembered because a stack of a hundred resources asks hundreds of times. */
export function goalMemory(records: Records): Pick<Machine, "goal" | "template"> {
  const templates = new Map<string, Template>();
  const goals = new Map<string, Goal>();
  const template = (key: string) => remember(templates, key, () => readTemplate(records.template(key)));
  return {
    template,
    goal(stack) {
      const { operation } = stack;
      if (!operation) throw new Error(`${stack.name} has nothing to do`);
      return remember(goals, operation.id, () => goalOf(template(operation.target.template), operation.target, stack));
    },
  };
}

function remember<T>(memory: Map<string, T>, key: string, make: () => T): T {
  const value = memory.get(key) ?? make();
  memory.delete(key);
  memory.set(key, value);
  const [oldest] = memory.keys();
  if (memory.size > remembered && oldest !== undefined) memory.delete(oldest);
  return value;
}

/** Who exports what in a Region. */
export function exportsIn(records: Records, region: string) {
  return records.stacks
    .values()
    .filter((stack) => stack.region === region && !isDeleted(stack))
    .flatMap((stack) =>
      stack.outputs.flatMap(({ exportName, value }) =>
        exportName === undefined ? [] : [{ name: exportName, value, stackId: stack.stackId, stackName: stack.name }],
      ),
    );
}

/** Reads other resources of the stack as they are now. */
export function liveReader(records: Records, stack: StackRecord): Reader {
  const byId = new Map(records.resources(stack.stackId).map((record) => [record.logicalId, record] as const));
  return {
    physicalId: (logicalId) => byId.get(logicalId)?.current?.physicalId,
    attribute: (logicalId, attribute) => attributeOf(byId.get(logicalId), logicalId, attribute),
    imported: (name) => importedValue(records, stack.region, name),
  };
}

/** Providers may give compound attributes whole or by dotted name. */
export function attributeOf(record: ResourceRecord | undefined, logicalId: string, attribute: string): Json {
  const attributes = record?.current?.attributes ?? {};
  if (Object.hasOwn(attributes, attribute)) return attributes[attribute];
  let found: Json = attributes;
  for (const part of attribute.split("."))
    found = typeof found === "object" && found !== null && !Array.isArray(found) ? Reflect.get(found, part) : undefined;
  if (found === undefined) throw invalid(`Attribute '${attribute}' does not exist for resource ${logicalId}`);
  return found;
}

/** The value of an export in a Region, in the words CloudFormation has when there is none. */
export function importedValue(records: Records, region: string, name: string): string {
  const found = exportsIn(records, region).find((exported) => exported.name === name);
  if (!found) throw invalid(`No export named ${name} found.`);
  return found.value;
}
