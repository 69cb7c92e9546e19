import * as z from "zod";
import { nearest } from "../nearest.ts";
import type { ConfigDocument, ConfigPath } from "./document.ts";
import type { ConfigProblem } from "./problem.ts";
import { fileShape } from "./shape.ts";

type Issue = z.core.$ZodIssue;

/** What the schema found, in words that say where and what would be right. */
export function schemaProblems(issues: readonly Issue[], document: ConfigDocument): ConfigProblem[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map((part) => (typeof part === "number" ? part : String(part)));
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((key) => ({ message: unknownKey(key, path), ...document.keyOf([...path, key]) }));
    if (issue.code === "invalid_key") {
      const wanted = issue.issues[0]?.message ?? "another name";
      return [{ message: `${dotted(path)} should be ${wanted}`, ...document.keyOf(path) }];
    }
    const position = document.find(path) ?? document.keyOf(path);
    return [{ message: `${dotted(path) || "The file"} should be ${wantedOf(issue)}`, ...position }];
  });
}

export const dotted = (path: ConfigPath) => path.join(".");

function wantedOf(issue: Issue): string {
  if (issue.code === "invalid_type") return typeNames[issue.expected] ?? issue.expected;
  if (issue.code === "invalid_value") return `one of ${issue.values.map(String).join(", ")}`;
  if (issue.code === "too_small") return `at least ${issue.minimum}${issue.origin === "string" ? " letter" : ""}`;
  if (issue.code === "too_big") return `at most ${issue.maximum}`;
  return issue.message;
}

const typeNames: Readonly<Record<string, string>> = {
  int: "a whole number",
  number: "a number",
  string: "a text",
  boolean: "true or false",
  array: "a list",
  object: "a map of keys and values",
  record: "a map of keys and values",
};

function unknownKey(key: string, path: ConfigPath): string {
  const known = keysAt(path);
  const name = nearest(key, known);
  const instead = name === undefined ? `There are: ${known.join(", ")}.` : `Did you mean ${name}?`;
  return `There is no ${dotted([...path, key])}. ${instead}`;
}

/** The keys the schema knows at a place, read from its JSON form. */
function keysAt(path: ConfigPath): readonly string[] {
  let here: unknown = z.toJSONSchema(fileShape, { io: "input" });
  for (const part of path) {
    const [schema] = objects(here);
    here = field(field(schema, "properties"), String(part)) ?? field(schema, "additionalProperties");
  }
  const properties = field(objects(here)[0], "properties");
  return typeof properties === "object" && properties !== null ? Object.keys(properties) : [];
}

/** The object types among the alternatives of a schema. */
function objects(schema: unknown): readonly unknown[] {
  const alternatives = field(schema, "anyOf");
  const all: readonly unknown[] = Array.isArray(alternatives) ? alternatives : [schema];
  return all.filter((one) => field(one, "type") === "object");
}

const field = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? Object.entries(value).find(([name]) => name === key)?.[1] : undefined;
