import type { PropertyType } from "@aws-cdk/service-spec-types";
import { isObject, type Json, type JsonObject } from "../../json.ts";
import { scalarText } from "../intrinsics/scope.ts";
import type { PropertySpec, Replacement } from "./entry.ts";
import type { ResourceSpec, Specs } from "./spec.ts";

/** One place where two versions of a resource's properties differ. */
export interface PropertyDifference {
  readonly path: readonly string[];
  readonly before: Json;
  readonly after: Json;
  readonly replacement: Replacement;
}

/** Leaf differences in the order of the properties, each with what CloudFormation does about it. */
export function differencesOf(
  spec: ResourceSpec,
  before: JsonObject,
  after: JsonObject,
  specs: Specs,
): readonly PropertyDifference[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => {
    const property = spec.property(name);
    const found = walk({ before: before[name], after: after[name], path: [name] }, property, specs);
    return found.map((difference) => ({
      ...difference,
      replacement: spec.replacingPaths.some((path) => startsWith(difference.path, path))
        ? ("yes" as const)
        : difference.replacement,
    }));
  });
}

/** Equal as CloudFormation sees it: 80 and "80" are the same. */
export function same(left: Json, right: Json): boolean {
  const [leftText, rightText] = [scalarText(left), scalarText(right)];
  if (leftText !== undefined || rightText !== undefined) return leftText === rightText;
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length && left.every((item: Json, index) => same(item, right[index]));
  if (!isObject(left) || !isObject(right)) return left === right;
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every((key) => same(left[key], right[key]));
}

interface Pair {
  readonly before: Json;
  readonly after: Json;
  readonly path: readonly string[];
}

function walk(
  { before, after, path }: Pair,
  property: PropertySpec | undefined,
  specs: Specs,
): readonly PropertyDifference[] {
  if (same(before, after)) return [];
  const replacement = property?.replacement ?? "no";
  const deeper = inside(before, after, property?.types ?? [], specs);
  if (!deeper) return [{ path, before, after, replacement }];
  return deeper
    .flatMap(({ key, spec }) =>
      walk({ before: at(before, key), after: at(after, key), path: [...path, key] }, spec, specs),
    )
    .map((difference) => ({ ...difference, replacement: strongest(replacement, difference.replacement) }));
}

const at = (value: Json, key: string): Json =>
  Array.isArray(value) ? value[Number(key)] : isObject(value) ? value[key] : undefined;

/** The members to compare one by one, when both sides are structures of the same kind. */
function inside(
  before: Json,
  after: Json,
  types: readonly PropertyType[],
  specs: Specs,
): readonly { key: string; spec: PropertySpec | undefined }[] | undefined {
  if (Array.isArray(before) && Array.isArray(after)) {
    const element = types.flatMap((type) => (type.type === "array" ? [type.element] : []));
    const spec: PropertySpec = { types: element, required: false, replacement: "no" };
    return Array.from({ length: Math.max(before.length, after.length) }, (_, index) => ({ key: String(index), spec }));
  }
  if (!isObject(before) || !isObject(after)) return undefined;
  const members = types
    .flatMap((type) => (type.type === "union" ? type.types : [type]))
    .map((type) => specs.members(type))
    .find((found) => found !== undefined);
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].map((key) => ({ key, spec: members?.get(key) }));
}

const strongest = (one: Replacement, other: Replacement): Replacement =>
  one === "yes" || other === "yes" ? "yes" : one === "maybe" || other === "maybe" ? "maybe" : "no";

/** Paths of the specification leave out list indexes and write `*` for any member. */
const startsWith = (path: readonly string[], prefix: readonly string[]) => {
  const named = path.filter((part) => !/^\d+$/.test(part));
  return prefix.every((part, index) => part === "*" || named[index] === part);
};
