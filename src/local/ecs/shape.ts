import { isObject, type Json, type JsonObject, number, text } from "../json.ts";
import * as paging from "../paging.ts";
import { tagList, type Tags, tagsOf } from "../tag-list.ts";
import { refusals } from "./refusals.ts";

/** A moment as the JSON protocol writes it: seconds with fractions. */
export const seconds = (milliseconds: number | undefined) =>
  milliseconds === undefined ? undefined : milliseconds / 1000;

const words = ["key", "value"] as const;
export const tagsIn = (input: Json): Tags => tagsOf(input, "tags", words);
export const tagsOut = (tags: Tags) => tagList(tags, words);

/** Only the named members of a request, those that are there. */
export const only = (input: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(names.flatMap((name) => (input[name] === undefined ? [] : [[name, input[name]] as const])));

/** A page of a list in its own order, under `maxResults` and `nextToken`. */
export function pageInOrder<T>(items: readonly T[], keyOf: (item: T) => string, input: JsonObject) {
  const found = paging.pageInOrder(items, keyOf, askedPage(input, 100));
  if (!found) throw refusals.invalid("Invalid token.");
  return { items: found.page, nextToken: found.next };
}

/** A page of ARNs or names, under `maxResults` and `nextToken`. */
export function pageOf(names: readonly string[], input: JsonObject, standard = 100) {
  const { page, next } = paging.pageOf(names, (name) => name, askedPage(input, standard));
  return { items: page, nextToken: next };
}

const askedPage = (input: JsonObject, standard: number) => ({
  token: text(input, "nextToken"),
  limit: Math.min(number(input, "maxResults") ?? standard, 100),
});

/**
 * A template's properties in the API's shape: names begin in lower case. Maps whose keys are the user's stay as they
 * are, and so do the names CloudFormation spells otherwise than the API.
 */
export function apiShape(value: Json): Json {
  if (Array.isArray(value)) return value.map(apiShape);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [lowered(name), userMaps.has(name) ? child : apiShape(child)]),
  );
}

export function apiObject(value: JsonObject): JsonObject {
  const shaped = apiShape(value);
  return isObject(shaped) ? shaped : {};
}

const userMaps = new Set(["Options", "DockerLabels", "DriverOpts", "Labels"]);
const spelled: Readonly<Record<string, string>> = { EFSVolumeConfiguration: "efsVolumeConfiguration" };
const lowered = (name: string) => spelled[name] ?? name.charAt(0).toLowerCase() + name.slice(1);
