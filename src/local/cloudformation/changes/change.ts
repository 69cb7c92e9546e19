import type { Json, JsonObject } from "../../json.ts";
import { scalarText } from "../intrinsics/scope.ts";

/** One resource of a change set, without and with property values. */
export interface ResourceChange {
  readonly logicalId: string;
  readonly replacement: "True" | "False" | "Conditional" | undefined;
  readonly plain: JsonObject;
  readonly valued: JsonObject;
}

/** Values are text on the wire: a structure is shown as its JSON. */
export const shownValue = (value: Json): string | undefined =>
  value === undefined ? undefined : (scalarText(value) ?? JSON.stringify(value));

/** All properties of one side as the JSON text that BeforeContext and AfterContext are. */
export const context = (properties: JsonObject): string => JSON.stringify({ Properties: properties });

/** The envelope every change comes in. */
export const resourceChange = (change: JsonObject): JsonObject => ({ Type: "Resource", ResourceChange: change });

/** Delete, Retain or Snapshot, as PolicyAction names what happens to what is taken out. */
export const policyName = (policy: string): string => (policy === "RetainExceptOnCreate" ? "Retain" : policy);
