import type { StackTemplate } from "./assembly.ts";

/** What an environment is brought to instead of what its configuration makes of it: templates as they were kept. */
export interface Goal {
  readonly templates: readonly StackTemplate[];
  /** Stack name -> the parameters that no stack upstream gives, where they are not at their default. */
  readonly kept: Readonly<Record<string, Readonly<Record<string, string>>>>;
}
