import type { BootstrapTemplate, StackTemplate } from "../model/assembly.ts";
import { isRecord } from "../model/json.ts";
import { haveTexts, isCapable, isStackTemplate } from "../model/stack-template.ts";

/** What was remembered is used only when it is all there; anything else is synthesized anew. */
export const isStackTemplates = (value: unknown): value is readonly StackTemplate[] =>
  Array.isArray(value) && value.length > 0 && value.every(isStackTemplate);

export const isBootstrapTemplate = (value: unknown): value is BootstrapTemplate =>
  isRecord(value) &&
  haveTexts(value, ["name", "digest", "body"]) &&
  typeof value["version"] === "number" &&
  isCapable(value);
