import type { StackTemplate } from "./assembly.ts";
import type { EnvironmentConfig } from "./environment.ts";
import { GworldError } from "./error.ts";
import { canonical, isRecord, numberAt, recordAt, textAt } from "./json.ts";
import type { StackPlan } from "./plan.ts";
import { isStackTemplate } from "./stack-template.ts";
import { readTemplate } from "./template.ts";

/** A stack of a revision. Its `body` is the SHA-256 of its template, which lies beside it under that name. */
export interface KeptStack {
  readonly template: StackTemplate;
  /** Parameters that no stack upstream gives, such as a released image, where they are not at their default. */
  readonly kept: Readonly<Record<string, string>>;
}

/** What an environment was to be as of one revision: all that it takes to make it so again. Holds no secret. */
export interface RevisionDocument {
  readonly environment: string;
  readonly account: string;
  readonly config: EnvironmentConfig;
  readonly stacks: readonly KeptStack[];
}

/** Grows with changes that an older gworld would read wrongly. */
const format = 1;

/** Equal documents are equal texts. */
export function documentText(document: RevisionDocument): string {
  // By way of JSON, which leaves out what is undefined.
  const plain: unknown = JSON.parse(JSON.stringify({ format, ...document }));
  return `${canonical(plain)}\n`;
}

/** Of a stack as it is planned; `sha256` is its template's. */
export const keptStack = ({ template, kept }: Pick<StackPlan, "template" | "kept">, sha256: string): KeptStack => ({
  template: { ...template, body: sha256 },
  kept: changedParameters(template, kept),
});

/** What is given another value than the template's own default, of parameters that no stack upstream gives. */
export function changedParameters(
  { body, parameters: wired }: Pick<StackTemplate, "body" | "parameters">,
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const { parameters } = readTemplate(body);
  const changed = Object.entries(given).filter(
    ([name, value]) => !(name in wired) && parameters.has(name) && parameters.get(name) !== value,
  );
  return Object.fromEntries(changed);
}

/** The values of a stack's own parameters. */
export const ownParameters = (body: string, kept: KeptStack["kept"]): Readonly<Record<string, string>> => {
  const defaults = [...readTemplate(body).parameters].flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return { ...Object.fromEntries(defaults), ...kept };
};

/** Reads a document. Throws `usage` for one of a newer gworld, `unverified` for what is none. */
export function parseDocument(text: string): RevisionDocument {
  const json = parsed(text);
  if ((numberAt(json, "format") ?? 0) > format)
    throw new GworldError("usage", "This revision was kept by a newer gworld.", { hint: "Update gworld." });
  const [environment, account, config] = [
    textAt(json, "environment"),
    textAt(json, "account"),
    recordAt(json, "config"),
  ];
  const stacks = isRecord(json) && Array.isArray(json["stacks"]) ? json["stacks"] : [];
  if (environment === undefined || account === undefined || !isConfig(config) || !stacks.every(isKeptStack))
    throw new GworldError("unverified", "What was kept of this revision is damaged.", {
      hint: "Choose another one: gworld history lists them.",
    });
  return { environment, account, config, stacks };
}

const isKeptStack = (value: unknown): value is KeptStack =>
  isRecord(value) &&
  isStackTemplate(value["template"]) &&
  isRecord(value["kept"]) &&
  Object.values(value["kept"]).every((one) => typeof one === "string");

/** It is shown and compared, never deployed from: the templates are. */
const isConfig = (value: unknown): value is EnvironmentConfig =>
  isRecord(value) && ["name", "project", "region"].every((key) => typeof value[key] === "string");

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
