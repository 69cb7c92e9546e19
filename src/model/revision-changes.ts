import { additions, templateChanges } from "./assess.ts";
import type { StackTemplate } from "./assembly.ts";
import { configLeaves } from "./config/leaves.ts";
import { serviceNames } from "./environment.ts";
import { canonical } from "./json.ts";
import { imageParameter } from "./names.ts";
import type { ResourceChange } from "./plan.ts";
import { ownParameters, type KeptStack, type RevisionDocument } from "./revision-document.ts";
import { readTemplate, type Template } from "./template.ts";

export interface StackDifference {
  readonly name: string;
  readonly action: "create" | "update";
  readonly changes: readonly ResourceChange[];
}

export interface ValueDifference {
  readonly path: string;
  /** As JSON; absent where there was no value. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** What a revision makes of the templates of the one before it. Bodies are texts here; equal ones may be left out of both. */
export function stackDifferences(
  before: readonly StackTemplate[],
  after: readonly StackTemplate[],
): readonly StackDifference[] {
  return after.flatMap((template): readonly StackDifference[] => {
    const { name, body } = template;
    const old = before.find((one) => one.name === name);
    if (old === undefined) return [{ name, action: "create", changes: additions(readTemplate(body)) }];
    const changes = settled(readTemplate(old.body), readTemplate(body));
    return changes.length === 0 ? [] : [{ name, action: "update", changes }];
  });
}

/** What is past is in doubt no more, and what the templates alone do not tell is not told. */
const settled = (before: Template, after: Template) =>
  templateChanges(before, after).map((change): ResourceChange => ({ ...change, replacement: "False" }));

/** Values of the configuration that differ; parameters of stacks, such as released images, as `<stack>.<parameter>`. */
export function valueDifferences(
  before: RevisionDocument | undefined,
  after: RevisionDocument,
): readonly ValueDifference[] {
  if (before === undefined) return [];
  const [old, now] = [valuesOf(before), valuesOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((path) => {
    const [from, to] = [old.get(path), now.get(path)];
    return from === to ? [] : [{ path, from, to }];
  });
}

const valuesOf = ({ config, stacks }: RevisionDocument) =>
  new Map([
    ...configLeaves(config).map(({ path, value }) => [path.join("."), canonical(value)] as const),
    ...stacks.flatMap(({ template: { name }, kept }) =>
      Object.entries(kept).map(([parameter, value]) => [`${name}.${parameter}`, JSON.stringify(value)] as const),
    ),
  ]);

/** Which image each service ran. */
export function imagesOf(stacks: readonly KeptStack[]): Readonly<Record<string, string>> {
  const values = Object.assign({}, ...stacks.map(({ template, kept }) => ownParameters(template.body, kept)));
  return Object.fromEntries(
    serviceNames.flatMap((service) => {
      const image: unknown = values[imageParameter(service)];
      return typeof image === "string" ? [[service, image]] : [];
    }),
  );
}
