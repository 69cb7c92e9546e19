import type { Json, JsonObject } from "../../json.ts";

/** What names mean while an expression is evaluated. Undefined is AWS::NoValue. */
export interface Scope {
  readonly region: string;
  readonly mappings: JsonObject;
  /** A parameter, pseudo parameter or resource. */
  ref(name: string): Json;
  attribute(logicalId: string, attribute: string): Json;
  condition(name: string): boolean;
  /** The value of an export; throws when nobody exports it. */
  imported(name: string): Json;
}

/** Handed to each function, so that it can evaluate its own arguments. */
export type Evaluate = (expression: Json, scope: Scope) => Json;
/** One intrinsic function: its argument as written, not evaluated. */
export type Intrinsic = (argument: Json, scope: Scope, evaluate: Evaluate) => Json;

/** What a change set shows for a value that only the execution tells. */
export const knownAfterApply = "{{changeSet:KNOWN_AFTER_APPLY}}";

/** Whether a value, or a part of its text, is known only after the execution. */
export const isUnknown = (value: Json): boolean => typeof value === "string" && value.includes(knownAfterApply);

/** Text of anything; of a structure its JSON, which no name or delimiter is. */
export const textOf = (value: Json): string => scalarText(value) ?? JSON.stringify(value) ?? "";

/** Text of a scalar as CloudFormation spells it. */
export const scalarText = (value: Json): string | undefined =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
