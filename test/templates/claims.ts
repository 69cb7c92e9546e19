import { commands } from "../../src/commands/index.ts";
import { isRecord } from "../../src/model/json.ts";
import type { StackPart } from "../../src/model/graph.ts";
import {
  bootstrap,
  configOf,
  type EnvironmentName,
  fullConfig,
  parseTemplate,
  type Template,
  templateOf,
} from "./synthesized.ts";

/** What must be true for an item to be there. Its `wrong` is empty when it is. */
export interface Claim {
  readonly wrong: () => readonly string[];
}

type Where = StackPart | "bootstrap";
const built = ["dev", "staging", "prod"] as const;

const template = (where: Where, env: EnvironmentName, full = false): Template =>
  where === "bootstrap" ? parseTemplate(bootstrap().body) : templateOf(full ? fullConfig(env) : configOf(env), where);

/** Whether a value has all that another tells, as deep as that goes; of lists, each told member somewhere. */
export function has(value: unknown, told: unknown): boolean {
  if (told instanceof RegExp)
    return value !== undefined && told.test(typeof value === "string" ? value : JSON.stringify(value));
  if (Array.isArray(told)) return Array.isArray(value) && told.every((one) => value.some((item) => has(item, one)));
  if (!isRecord(told)) return value === told;
  return isRecord(value) && Object.entries(told).every(([key, inner]) => has(value[key], inner));
}

interface Limits {
  /** How many of them; at least one otherwise. */
  readonly count?: number;
  readonly in?: EnvironmentName;
  /** With every option switched on. */
  readonly full?: true;
}

const found = (where: Where, type: string, env: EnvironmentName, full: boolean) =>
  Object.entries(template(where, env, full).Resources).filter(([, one]) => one.Type === `AWS::${type}`);

/** Resources of a type that have these properties: so many of them, in all environments or in one. */
export const some = (where: Where, type: string, told: object = {}, limits: Limits = {}): Claim => ({
  wrong: () =>
    (limits.in === undefined ? built : [limits.in]).flatMap((env) => {
      const fitting = found(where, type, env, limits.full === true).filter(([, one]) => has(one.Properties, told));
      const right = limits.count === undefined ? fitting.length > 0 : fitting.length === limits.count;
      return right ? [] : [`${env}: ${fitting.length} ${type} with ${JSON.stringify(told)}`];
    }),
});

/** Every resource of a type has these properties, in all environments, and there is one at least. */
export const every = (where: Where, type: string, told: object): Claim => ({
  wrong: () =>
    built.flatMap((env) => {
      const all = found(where, type, env, false);
      const others = all.filter(([, one]) => !has(one.Properties, told)).map(([id]) => `${env}: ${id}`);
      return all.length === 0 ? [`${env}: no ${type}`] : others;
    }),
});

/** A value that people or other stacks are given. */
export const output = (where: Where, name: string): Claim => ({
  wrong: () => built.filter((env) => template(where, env).Outputs[name] === undefined).map((env) => `${env}: ${name}`),
});

/** A verb of gworld that does what a tool of others did. */
export const verb = (...names: readonly string[]): Claim => ({
  wrong: () => names.filter((name) => !commands.some((one) => one.name === name)),
});
