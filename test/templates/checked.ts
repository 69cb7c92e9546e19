import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { isRecord } from "../../src/model/json.ts";
import type { StackPart } from "../../src/model/graph.ts";
import { checkedStack, type CheckedStack, type TemplateSet, templateSet } from "../../src/model/rules/template-set.ts";
import { bootstrapTags } from "../../src/model/stack-tags.ts";
import { bootstrap, synth } from "./synthesized.ts";

/** The templates of an environment as gworld deploys them, for the rules. */
export function checkedSet(config: EnvironmentConfig): TemplateSet {
  const { name, body } = bootstrap();
  const backend = {
    name,
    body,
    part: "bootstrap",
    region: config.region,
    parameters: {},
    tags: bootstrapTags,
  } as const;
  const set = templateSet(config, synth(config));
  return { ...set, stacks: [...set.stacks, checkedStack(backend)] };
}

/** A set in which one stack is another. */
export const withStack = (
  set: TemplateSet,
  part: StackPart | "bootstrap",
  change: (stack: CheckedStack) => CheckedStack,
): TemplateSet => ({ ...set, stacks: set.stacks.map((stack) => (stack.part === part ? change(stack) : stack)) });

/** A set in which the value at one place of one template is another, or gone. */
export const withValue = (
  set: TemplateSet,
  part: StackPart | "bootstrap",
  path: readonly string[],
  value: unknown,
): TemplateSet =>
  withStack(set, part, (stack) =>
    checkedStack({ ...stack, body: JSON.stringify(replaced(JSON.parse(stack.body), path, value)) }),
  );

/** The value with another one at a path; undefined takes it away. A list grows where the index is its length. */
export function replaced(value: unknown, [key, ...rest]: readonly string[], to: unknown): unknown {
  if (key === undefined) return to;
  if (Array.isArray(value)) {
    const index = Number(key);
    const made = replaced(value[index], rest, to);
    return made === undefined ? value.toSpliced(index, 1) : value.toSpliced(index, 1, made);
  }
  const record = isRecord(value) ? value : {};
  const { [key]: old, ...others } = record;
  const made = replaced(old, rest, to);
  return made === undefined ? others : { ...record, [key]: made };
}
