import type { BootstrapTemplate, StackTemplate } from "../model/assembly.ts";
import { stackParts } from "../model/graph.ts";
import { isRecord } from "../model/json.ts";

/** What was remembered is used only when it is all there; anything else is synthesized anew. */
export const isStackTemplates = (value: unknown): value is readonly StackTemplate[] =>
  Array.isArray(value) && value.length > 0 && value.every(isStackTemplate);

export const isBootstrapTemplate = (value: unknown): value is BootstrapTemplate =>
  isRecord(value) &&
  haveTexts(value, ["name", "digest", "body"]) &&
  typeof value["version"] === "number" &&
  isCapable(value);

const isStackTemplate = (value: unknown): boolean =>
  isRecord(value) &&
  haveTexts(value, ["name", "region", "body", "digest"]) &&
  stackParts.some((part) => part === value["part"]) &&
  isRecord(value["parameters"]) &&
  Object.values(value["parameters"]).every((from) => isRecord(from) && haveTexts(from, ["part", "output"])) &&
  typeof value["terminationProtection"] === "boolean" &&
  (value["stackPolicy"] === undefined || typeof value["stackPolicy"] === "string") &&
  isCapable(value);

const isCapable = (value: Readonly<Record<string, unknown>>) =>
  Array.isArray(value["capabilities"]) && value["capabilities"].every((one) => one === "CAPABILITY_NAMED_IAM");

const haveTexts = (value: Readonly<Record<string, unknown>>, keys: readonly string[]) =>
  keys.every((key) => typeof value[key] === "string");
