import type { CheckedStack, Placed, TemplateSet } from "./template-set.ts";

/** What a rule found: where, and what follows from it. */
export interface Finding {
  readonly rule: string;
  /** What should be true. */
  readonly title: string;
  readonly stack: string;
  /** The resource, parameter or output; empty where it is the whole stack. */
  readonly logicalId: string;
  readonly message: string;
}

export type Breach = Omit<Finding, "rule" | "title">;

/** One truth about all templates of an environment together that CloudFormation finds out late, or never. */
export interface Rule {
  readonly id: string;
  readonly title: string;
  readonly check: (set: TemplateSet) => readonly Breach[];
}

export const at = ({ stack, id }: Placed, message: string): Breach => ({ stack: stack.name, logicalId: id, message });

export const inStack = ({ name }: CheckedStack, message: string, logicalId = ""): Breach => ({
  stack: name,
  logicalId,
  message,
});

/** The message for each resource of which it is true. */
export const where = (found: readonly Placed[], is: (one: Placed) => boolean, message: string): readonly Breach[] =>
  found.filter(is).map((one) => at(one, message));
