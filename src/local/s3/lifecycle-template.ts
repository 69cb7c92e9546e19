import { isObject, list, object, text, type Json, type JsonObject } from "../json.ts";
import { document, element, leaf } from "./xml.ts";

/** A template's lifecycle rules as S3's document: CloudFormation names some members otherwise. */
export const lifecycleXml = (value: JsonObject) =>
  document("LifecycleConfiguration", ...list(value, "Rules").filter(isObject).map(rule));

const rule = (value: JsonObject) =>
  element(
    "Rule",
    leaf("ID", text(value, "Id")),
    filter(value),
    leaf("Status", text(value, "Status")),
    ...expiration(value),
    ...transitions(value),
    ...noncurrent(value),
    under(value, "AbortIncompleteMultipartUpload", (abort) =>
      leaf("DaysAfterInitiation", text(abort, "DaysAfterInitiation")),
    ),
  );

const under = (value: JsonObject, key: string, make: (inner: JsonObject) => string | undefined) =>
  isObject(value[key]) ? element(key, make(object(value, key))) : undefined;

function filter(value: JsonObject): string {
  const tags = list(value, "TagFilters").map((tag) =>
    element("Tag", leaf("Key", text(tag, "Key")), leaf("Value", text(tag, "Value"))),
  );
  const parts = [
    leaf("Prefix", text(value, "Prefix")),
    ...tags,
    leaf("ObjectSizeGreaterThan", text(value, "ObjectSizeGreaterThan")),
    leaf("ObjectSizeLessThan", text(value, "ObjectSizeLessThan")),
  ].filter((part) => part !== undefined);
  return element("Filter", parts.length > 1 ? element("And", ...parts) : (parts[0] ?? leaf("Prefix", "")));
}

function expiration(value: JsonObject): readonly (string | undefined)[] {
  const parts = [
    leaf("Days", text(value, "ExpirationInDays")),
    leaf("Date", text(value, "ExpirationDate")),
    leaf("ExpiredObjectDeleteMarker", text(value, "ExpiredObjectDeleteMarker")),
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? [] : [element("Expiration", ...parts)];
}

const transitions = (value: JsonObject) =>
  [...list(value, "Transitions"), value["Transition"]]
    .filter(isObject)
    .map((one) =>
      element(
        "Transition",
        leaf("Days", text(one, "TransitionInDays")),
        leaf("Date", text(one, "TransitionDate")),
        leaf("StorageClass", text(one, "StorageClass")),
      ),
    );

function noncurrent(value: JsonObject): readonly (string | undefined)[] {
  const expires = isObject(value["NoncurrentVersionExpiration"])
    ? versionsRule("NoncurrentVersionExpiration", value["NoncurrentVersionExpiration"], "NoncurrentDays")
    : "NoncurrentVersionExpirationInDays" in value
      ? element("NoncurrentVersionExpiration", leaf("NoncurrentDays", text(value, "NoncurrentVersionExpirationInDays")))
      : undefined;
  const moves = [...list(value, "NoncurrentVersionTransitions"), value["NoncurrentVersionTransition"]]
    .filter(isObject)
    .map((one) => versionsRule("NoncurrentVersionTransition", one, "TransitionInDays"));
  return [...moves, expires];
}

const versionsRule = (name: string, value: Json, days: string) =>
  element(
    name,
    leaf("NewerNoncurrentVersions", text(value, "NewerNoncurrentVersions")),
    leaf("NoncurrentDays", text(value, days)),
    leaf("StorageClass", text(value, "StorageClass")),
  );
