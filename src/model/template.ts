import { isRecord, recordAt, textAt } from "./json.ts";

export interface TemplateResource {
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** The whole resource, for comparison. */
  readonly source: Readonly<Record<string, unknown>>;
  readonly deletionPolicy: string | undefined;
  readonly updateReplacePolicy: string | undefined;
}

/** A CloudFormation template as far as plans look into it. */
export interface Template {
  readonly description: string | undefined;
  readonly resources: ReadonlyMap<string, TemplateResource>;
  /** Name -> default value, undefined where there is none. */
  readonly parameters: ReadonlyMap<string, string | undefined>;
  /** Name -> value, which mostly is a reference. */
  readonly outputs: ReadonlyMap<string, unknown>;
}

/** Reads template text. What is no JSON (somebody else's YAML) reads as a template without resources. */
export function readTemplate(body: string): Template {
  const document = parsed(body);
  const resources = Object.entries(recordAt(document, "Resources")).map(([logicalId, source]) => {
    const resource: TemplateResource = {
      type: textAt(source, "Type") ?? "",
      properties: recordAt(source, "Properties"),
      source: isRecord(source) ? source : {},
      deletionPolicy: textAt(source, "DeletionPolicy"),
      updateReplacePolicy: textAt(source, "UpdateReplacePolicy"),
    };
    return [logicalId, resource] as const;
  });
  const parameters = Object.entries(recordAt(document, "Parameters")).map(
    ([name, parameter]) => [name, defaultOf(parameter)] as const,
  );
  const outputs = Object.entries(recordAt(document, "Outputs")).map(
    ([name, output]) => [name, isRecord(output) ? output["Value"] : undefined] as const,
  );
  return {
    description: textAt(document, "Description"),
    resources: new Map(resources),
    parameters: new Map(parameters),
    outputs: new Map(outputs),
  };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function defaultOf(parameter: unknown): string | undefined {
  const value = isRecord(parameter) ? parameter["Default"] : undefined;
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

/** Inline templates end here; larger ones go through the state bucket. */
export const inlineTemplateLimit = 51_200;

/** The length CloudFormation counts. */
export const byteLength = (text: string) => new TextEncoder().encode(text).length;
