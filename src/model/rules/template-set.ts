import type { OutputReference, StackTemplate } from "../assembly.ts";
import type { EnvironmentConfig } from "../environment.ts";
import type { StackPart } from "../graph.ts";
import { isRecord, listOf, textAt } from "../json.ts";
import { stackTags } from "../stack-tags.ts";
import { readTemplate, type Template, type TemplateResource } from "../template.ts";

/** A synthesized stack as rules look at it; the bootstrap is part of no environment. */
export interface CheckedStack {
  readonly name: string;
  readonly part: StackPart | "bootstrap";
  readonly region: string;
  readonly body: string;
  readonly template: Template;
  readonly parameters: Readonly<Record<string, OutputReference>>;
  /** What CloudFormation is told to tag every resource with. */
  readonly tags: Readonly<Record<string, string>>;
}

/** What of an environment rules measure its templates by. */
export type CheckedConfig = Pick<EnvironmentConfig, "name" | "region" | "retainData" | "protected" | "logs">;

/** All templates of one environment; the bootstrap of its target may be among them. */
export interface TemplateSet {
  readonly config: CheckedConfig;
  readonly stacks: readonly CheckedStack[];
  /** Template text of the same stacks as they are deployed, by name; absent = a first deployment. */
  readonly deployed?: ReadonlyMap<string, string>;
  /** Whether a change of a property makes a new resource; only a specification of AWS's types can tell. */
  readonly replaces?: (type: string, property: string) => boolean;
  /** Template text of a second synthesis of the same configuration, by name. */
  readonly again?: ReadonlyMap<string, string>;
}

/** A resource and where it stands. */
export interface Placed extends TemplateResource {
  readonly id: string;
  readonly stack: CheckedStack;
}

export const checkedStack = (stack: Omit<CheckedStack, "template">): CheckedStack => ({
  ...stack,
  template: readTemplate(stack.body),
});

/** The templates of an environment with what they are deployed with. */
export const templateSet = (
  config: CheckedConfig & Pick<EnvironmentConfig, "project">,
  templates: readonly StackTemplate[],
): TemplateSet => ({
  config,
  stacks: templates.map(({ part, name, region, body, parameters }) =>
    checkedStack({ part, name, region, body, parameters, tags: stackTags(config.project, config.name, part) }),
  ),
});

const placed = new WeakMap<CheckedStack, readonly Placed[]>();

/** The resources of a stack; every rule asks, so they are placed once. */
export function resourcesOf(stack: CheckedStack): readonly Placed[] {
  const known = placed.get(stack) ?? [...stack.template.resources].map(([id, one]) => ({ ...one, id, stack }));
  placed.set(stack, known);
  return known;
}

export const ofType = ({ stacks }: Pick<TemplateSet, "stacks">, ...types: readonly string[]): readonly Placed[] =>
  stacks.flatMap(resourcesOf).filter(({ type }) => types.includes(type));

/** The resource that a reference leads to, also through a parameter into the stack upstream that fills it. */
export function target(set: Pick<TemplateSet, "stacks">, stack: CheckedStack, value: unknown): Placed | undefined {
  const name = referred(value);
  if (name === undefined) return undefined;
  const resource = stack.template.resources.get(name);
  if (resource !== undefined) return { ...resource, id: name, stack };
  const from = Object.hasOwn(stack.parameters, name) ? stack.parameters[name] : undefined;
  const upstream = from && set.stacks.find(({ part }) => part === from.part);
  return from && upstream && target(set, upstream, upstream.template.outputs.get(from.output));
}

/** The first logical ID that a value names by Ref, Fn::GetAtt or inside Fn::Sub and Fn::Join. */
function referred(value: unknown): string | undefined {
  const direct = textAt(value, "Ref");
  if (direct !== undefined) return direct;
  if (!isRecord(value)) return undefined;
  const [attribute] = listOf(value["Fn::GetAtt"]);
  if (typeof attribute === "string") return attribute;
  const substituted = /\$\{([A-Za-z0-9]+)(?:\.[\w.]+)?\}/.exec(textAt(value, "Fn::Sub") ?? "")?.[1];
  if (substituted !== undefined) return substituted;
  const [, parts] = listOf(value["Fn::Join"]);
  return listOf(parts)
    .map(referred)
    .find((name) => name !== undefined && !name.startsWith("AWS::"));
}

/** Every member of a value, however deep, under its own key. */
export function members(value: unknown): readonly (readonly [string, unknown])[] {
  if (Array.isArray(value)) return value.flatMap(members);
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[key, inner] as const, ...members(inner)]);
}

/** A value of a template as text: references stay as CloudFormation's own placeholders or as JSON. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  const reference = textAt(value, "Ref");
  if (reference !== undefined) return `\${${reference}}`;
  const substituted = textAt(value, "Fn::Sub");
  if (substituted !== undefined) return substituted;
  const joined = isRecord(value) ? listOf(value["Fn::Join"]) : [];
  const [separator, parts] = joined;
  if (typeof separator === "string") return listOf(parts).map(textOf).join(separator);
  return JSON.stringify(value) ?? "";
}
