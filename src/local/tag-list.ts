import { type Json, type JsonObject, list, object, text } from "./json.ts";

export type Tags = Readonly<Record<string, string>>;

type Words = readonly [string, string];
const amazonWords: Words = ["Key", "Value"];

/** AWS's list of keys and values as a map; services differ in how they spell the two members. */
export const tagsOf = (value: Json, key = "Tags", [name, content]: Words = amazonWords): Tags =>
  Object.fromEntries(list(value, key).map((tag) => [text(tag, name) ?? "", text(tag, content) ?? ""]));

/** The tags of a service that takes them as a map. */
export const tagMap = (value: Json, key: string): Tags =>
  Object.fromEntries(
    Object.entries(object(value, key)).flatMap(([name, content]) =>
      typeof content === "string" ? [[name, content]] : [],
    ),
  );

export const tagList = (tags: Tags, [name, content]: Words = amazonWords): readonly JsonObject[] =>
  Object.entries(tags).map(([key, value]) => ({ [name]: key, [content]: value }));

export const withoutTags = (tags: Tags, keys: readonly string[]): Tags =>
  Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key)));
