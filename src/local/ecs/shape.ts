import { isObject, type Json, type JsonObject, list, number, text } from "../json.ts";
import { refusals } from "./refusals.ts";
import type { Tags } from "./rows.ts";

/** A moment as the JSON protocol writes it: seconds with fractions. */
export const seconds = (milliseconds: number | undefined) =>
  milliseconds === undefined ? undefined : milliseconds / 1000;

export const tagsIn = (input: Json): Tags =>
  Object.fromEntries(list(input, "tags").map((tag) => [text(tag, "key") ?? "", text(tag, "value") ?? ""]));

export const tagList = (tags: Tags) => Object.entries(tags).map(([key, value]) => ({ key, value }));

/** Only the named members of a request, those that are there. */
export const only = (input: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(names.flatMap((name) => (input[name] === undefined ? [] : [[name, input[name]] as const])));

/** A page of ARNs under `maxResults` and `nextToken`. */
export function pageOf<T>(items: readonly T[], input: JsonObject, most = 100) {
  const size = Math.min(number(input, "maxResults") ?? most, most);
  const token = text(input, "nextToken");
  const start = token === undefined ? 0 : Number(Buffer.from(token, "base64url").toString());
  if (!Number.isInteger(start) || start < 0) throw refusals.invalid("Invalid token.");
  const end = start + size;
  return {
    items: items.slice(start, end),
    nextToken: end < items.length ? Buffer.from(String(end)).toString("base64url") : undefined,
  };
}

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
