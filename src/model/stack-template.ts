import type { StackTemplate } from "./assembly.ts";
import { stackParts } from "./graph.ts";
import { isRecord } from "./json.ts";

/** True for all that a synthesized stack consists of: what was kept of one is used only when nothing of it is missing. */
export const isStackTemplate = (value: unknown): value is StackTemplate =>
  isRecord(value) &&
  haveTexts(value, ["name", "region", "body", "digest"]) &&
  stackParts.some((part) => part === value["part"]) &&
  isRecord(value["parameters"]) &&
  Object.values(value["parameters"]).every((from) => isRecord(from) && haveTexts(from, ["part", "output"])) &&
  typeof value["terminationProtection"] === "boolean" &&
  (value["stackPolicy"] === undefined || typeof value["stackPolicy"] === "string") &&
  isCapable(value);

export const isCapable = (value: Readonly<Record<string, unknown>>) =>
  Array.isArray(value["capabilities"]) && value["capabilities"].every((one) => one === "CAPABILITY_NAMED_IAM");

export const haveTexts = (value: Readonly<Record<string, unknown>>, keys: readonly string[]) =>
  keys.every((key) => typeof value[key] === "string");
