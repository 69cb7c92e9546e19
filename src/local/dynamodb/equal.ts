import { isObject, type Json } from "../json.ts";

/** Whether two attribute values are the same: sets in any order, lists and maps all the way down. Numbers are in one form already. */
export function equal(a: Json | undefined, b: Json | undefined): boolean {
  const [type, one] = typed(a);
  const [other, two] = typed(b);
  if (type === undefined || type !== other) return false;
  if (isObject(one) && isObject(two)) {
    const names = Object.keys(one);
    return names.length === Object.keys(two).length && names.every((name) => equal(one[name], two[name]));
  }
  if (!Array.isArray(one) || !Array.isArray(two)) return one === two;
  if (one.length !== two.length) return false;
  if (type === "L") return one.every((element, at) => equal(element, two[at]));
  const members = new Set(two);
  return one.every((member) => members.has(member));
}

/** A part of a text or of a binary, a member of a set, an element of a list. */
export function contains(whole: Json | undefined, part: Json | undefined): boolean {
  const [type, outer] = typed(whole);
  const [other, inner] = typed(part);
  if (Array.isArray(outer))
    return type === "L" ? outer.some((element) => equal(element, part)) : type === `${other}S` && outer.includes(inner);
  if (type !== other || typeof outer !== "string" || typeof inner !== "string") return false;
  if (type === "S") return outer.includes(inner);
  return type === "B" && Buffer.from(outer, "base64").includes(Buffer.from(inner, "base64"));
}

/** The type of an attribute value, and what is in it. */
function typed(value: Json | undefined): readonly [string | undefined, Json | undefined] {
  const [entry] = isObject(value) ? Object.entries(value) : [];
  return entry ?? [undefined, undefined];
}
