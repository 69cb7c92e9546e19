import { isObject, type Json, type JsonObject } from "./json.ts";

/** An element with what stands in it: text, elements by name, a list as `<member>` elements. Undefined writes nothing. */
export function element(name: string, value: Json): string {
  if (value === undefined || value === null) return "";
  if (typeof value !== "object") return wrap(name, escapeXml(String(value)));
  if (isObject(value)) return wrap(name, elements(value));
  return wrap(name, value.map((item) => element("member", item)).join(""));
}

/** The elements of an object side by side, without one around them. */
export const elements = (value: JsonObject): string =>
  Object.entries(value)
    .map(([name, child]) => (name === mapKey ? mapText(child) : element(name, child)))
    .join("");

const mapKey = "entry";

/** A map as the query protocol writes it: `<entry>` elements of key and value. Without this an object is a structure. */
export const xmlMap = (map: Readonly<Record<string, Json>>): JsonObject => ({
  [mapKey]: Object.entries(map).map(([key, value]) => ({ key, value })),
});

const mapText = (entries: Json) =>
  Array.isArray(entries) ? entries.map((entry) => element(mapKey, entry)).join("") : element(mapKey, entries);

const wrap = (name: string, content: string) => `<${name}>${content}</${name}>`;

const named: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Control characters, which a parser would change or refuse as they stand, become numeric references. */
export const escapeXml = (text: string): string =>
  text.replaceAll(
    /[&<>"'\p{Cc}\u2028\u2029\ufffe\uffff]/gu,
    (character) => named[character] ?? `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`,
  );
