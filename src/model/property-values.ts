import { isRecord } from "./json.ts";
import { hidden, isSecretProperty, withoutSecrets } from "./secret-value.ts";

/** A property of a resource that changes, with what nobody should read on a screen hidden. */
export interface PropertyValue {
  /** Such as `Properties.ContainerDefinitions[app].Cpu`: items of a list go by their name where they have one. */
  readonly property: string;
  /** Text as it stands, anything else as JSON. Absent where there was no value. */
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

interface Difference {
  readonly path: readonly string[];
  readonly before: unknown;
  readonly after: unknown;
}

/** What differs between the properties of a resource before and after, leaf by leaf. */
export const propertyValues = (type: string, before: unknown, after: unknown): readonly PropertyValue[] =>
  differences({ path: ["Properties"], before, after }).map(({ path, before: was, after: is }) => {
    const secret = isSecretProperty(type, path.map(bare));
    const text = (value: unknown) => (value === undefined ? undefined : secret ? hidden : shown(value));
    return { property: written(path), before: text(was), after: text(is) };
  });

function differences({ path, before, after }: Difference): readonly Difference[] {
  if (same(before, after)) return [];
  const parts = partsOf(before, after);
  if (parts === undefined) return [{ path, before, after }];
  const [old, now] = parts;
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((key) =>
    differences({ path: [...path, key], before: old.get(key), after: now.get(key) }),
  );
}

type Parts = ReadonlyMap<string, unknown>;

/** What two values are made of, where they are of one kind and it tells more than the values as a whole. */
function partsOf(before: unknown, after: unknown): readonly [Parts, Parts] | undefined {
  if (Array.isArray(before) && Array.isArray(after)) return listParts(before, after);
  if (!isRecord(before) || !isRecord(after) || isFunction(before) || isFunction(after)) return undefined;
  return [new Map(Object.entries(before)), new Map(Object.entries(after))];
}

/** Lists of records go by name, so that one put in at the front is one difference; lists of anything else are a whole. */
function listParts(before: readonly unknown[], after: readonly unknown[]): readonly [Parts, Parts] | undefined {
  const all = [...before, ...after];
  if (!all.every((item) => isRecord(item) && !isFunction(item))) return undefined;
  const name = names.find((key) => isNaming(before, key) && isNaming(after, key));
  const parts = (list: readonly unknown[]): Parts =>
    new Map(list.map((item, index) => [`[${(name && nameIn(item, name)) ?? index}]`, item]));
  return [parts(before), parts(after)];
}

/** Properties by which CloudFormation tells the items of a list apart. */
const names = ["Name", "Key", "Sid", "Id", "IndexName", "AttributeName", "PolicyName", "ContainerPort", "DeviceName"];

const nameIn = (item: unknown, key: string) => {
  const found = isRecord(item) ? item[key] : undefined;
  return typeof found === "string" || typeof found === "number" ? String(found) : undefined;
};

function isNaming(list: readonly unknown[], key: string): boolean {
  const found = list.map((item) => nameIn(item, key));
  return !found.includes(undefined) && new Set(found).size === found.length;
}

/** An intrinsic function, such as a `Ref`, is one value, whatever it is made of. */
const isFunction = (value: Readonly<Record<string, unknown>>) =>
  Object.keys(value).length === 1 && Object.keys(value).every((key) => key === "Ref" || key.startsWith("Fn::"));

/** CloudFormation writes numbers and booleans as text where it tells values, and as they are in templates. */
function same(before: unknown, after: unknown): boolean {
  if (isRecord(before) && isRecord(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.every((key) => same(before[key], after[key]));
  }
  if (Array.isArray(before) && Array.isArray(after))
    return before.length === after.length && before.every((item, index) => same(item, after[index]));
  const [was, is] = [scalar(before), scalar(after)];
  return was !== undefined && is !== undefined ? was === is : before === after;
}

const scalar = (value: unknown) =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;

/** What CloudFormation gives for a value that only executing the change set will tell. */
const unknownYet = /\{\{changeSet:KNOWN_AFTER_APPLY\}\}/g;

const shown = (value: unknown): string =>
  (scalar(value) ?? JSON.stringify(withoutSecrets(value))).replaceAll(unknownYet, "(known after apply)");

/** An item of a list stands in brackets in a path. */
const bare = (part: string) => part.replaceAll(/[[\]]/g, "");

const written = (path: readonly string[]) =>
  path.reduce((text, part) => (text === "" || part.startsWith("[") ? `${text}${part}` : `${text}.${part}`), "");
