import { allResources, at, type Placed } from "./synthesized.ts";
import type { EnvironmentConfig } from "../../src/model/environment.ts";

/** One policy statement with lists made of single values, and where it stands. */
export interface FoundStatement {
  readonly where: string;
  readonly type: string;
  readonly effect: unknown;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly principal: unknown;
  readonly condition: unknown;
}

const list = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];
const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/** Every document with statements inside a resource, however deep. */
function documents(value: unknown): readonly unknown[] {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.values(value).flatMap(documents);
  return at(value, "Statement") === undefined ? inner : [value, ...inner];
}

const statements = ({ where, resource }: Placed): readonly FoundStatement[] =>
  documents(resource.Properties)
    .flatMap((document) => list(at(document, "Statement")))
    .map((statement) => ({
      where,
      type: resource.Type,
      effect: at(statement, "Effect"),
      actions: list(at(statement, "Action")).map(text),
      resources: list(at(statement, "Resource")).map(text),
      principal: at(statement, "Principal"),
      condition: at(statement, "Condition"),
    }));

export const allStatements = (configs: readonly EnvironmentConfig[]) => allResources(configs).flatMap(statements);
