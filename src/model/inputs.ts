import type { OutputReference, StackTemplate } from "./assembly.ts";
import type { StackPart } from "./graph.ts";
import type { Template } from "./template.ts";

export type Outputs = Readonly<Partial<Record<StackPart, Readonly<Record<string, string>>>>>;

export interface ResolvedInputs {
  readonly parameters: Readonly<Record<string, string>>;
  /** References whose output does not exist (yet). */
  readonly missing: readonly OutputReference[];
}

/** A stack's parameters from the outputs of the stacks upstream, and what it keeps. */
export function resolveInputs(
  template: Pick<StackTemplate, "parameters">,
  outputs: Outputs,
  kept: Readonly<Record<string, string>>,
): ResolvedInputs {
  const parameters: Record<string, string> = { ...kept };
  const missing: OutputReference[] = [];
  for (const [name, reference] of Object.entries(template.parameters)) {
    const value = outputs[reference.part]?.[reference.output];
    if (value === undefined) missing.push(reference);
    else parameters[name] = value;
  }
  return { parameters, missing };
}

/**
 * Parameters with a default that were given another value since, such as a released image: they keep it. One that still has
 * the old template's default follows the new one.
 */
export function keptParameters(
  deployed: Readonly<Record<string, string>>,
  before: Template,
  after: Template,
  wired: Readonly<Record<string, unknown>>,
): Record<string, string> {
  const kept = Object.entries(deployed).filter(
    ([name, value]) =>
      !(name in wired) &&
      after.parameters.has(name) &&
      value !== (before.parameters.get(name) ?? after.parameters.get(name)),
  );
  return Object.fromEntries(kept);
}

/** True where the deployed parameters already have the values that would be given. */
export const sameInputs = (
  deployed: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
): boolean => Object.entries(wanted).every(([name, value]) => deployed[name] === value);
