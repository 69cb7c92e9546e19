import batchGetItem from "dynalite/actions/batchGetItem.js";
import deleteItem from "dynalite/actions/deleteItem.js";
import getItem from "dynalite/actions/getItem.js";
import putItem from "dynalite/actions/putItem.js";
import query from "dynalite/actions/query.js";
import scan from "dynalite/actions/scan.js";
import updateItem from "dynalite/actions/updateItem.js";
import * as batchGetRules from "dynalite/validations/batchGetItem.js";
import * as batchWriteRules from "dynalite/validations/batchWriteItem.js";
import * as createTableRules from "dynalite/validations/createTable.js";
import * as deleteRules from "dynalite/validations/deleteItem.js";
import * as getRules from "dynalite/validations/getItem.js";
import { checkTypes, checkValidations } from "dynalite/validations/index.js";
import * as putRules from "dynalite/validations/putItem.js";
import * as queryRules from "dynalite/validations/query.js";
import * as scanRules from "dynalite/validations/scan.js";
import * as updateRules from "dynalite/validations/updateItem.js";
import { isObject, object, type Json, type JsonObject } from "../json.ts";
import { ServiceError } from "../service.ts";
import { areAttributes, areBatches } from "./attributes.ts";
import { itemStore, type Sight } from "./item-store.ts";
import { refusal } from "./refuse.ts";

const rules = {
  BatchGetItem: batchGetRules,
  BatchWriteItem: batchWriteRules,
  CreateTable: createTableRules,
  DeleteItem: deleteRules,
  GetItem: getRules,
  PutItem: putRules,
  Query: queryRules,
  Scan: scanRules,
  UpdateItem: updateRules,
} as const;

const actions = {
  BatchGetItem: batchGetItem,
  DeleteItem: deleteItem,
  GetItem: getItem,
  PutItem: putItem,
  Query: query,
  Scan: scan,
  UpdateItem: updateItem,
} as const;

export type ItemAction = keyof typeof actions;

/** The request as dynalite checked and completed it: numbers normalised, expressions parsed, unknown members dropped. */
export function checked(action: keyof typeof rules, input: JsonObject, maxItemSize = 409_600): JsonObject {
  const { types, custom } = rules[action];
  const { sound, rest } = parted(input);
  if (namesPrototype(rest) || (action !== "UpdateItem" && asksPrototype(input)))
    throw new ServiceError(
      "UnsupportedOperation",
      "An attribute named __proto__ cannot be asked for in the local cloud.",
      {
        status: 501,
      },
    );
  try {
    const request = { ...checkTypes(rest, types), ...only(types, sound) };
    // An update begins with the key and sets its attributes by name.
    if (isObject(request["Key"])) request["Key"] = Object.assign(Object.create(null), request["Key"]);
    checkValidations(request, types, custom, { options: { maxItemSize } });
    return isObject(request) ? request : {};
  } catch (error) {
    throw refusal(error);
  }
}

const attributeMembers = new Set(["Item", "Key", "ExclusiveStartKey", "ExpressionAttributeValues"]);

/** Members whose types need no check, and the others. */
function parted(input: JsonObject): { readonly sound: JsonObject; readonly rest: JsonObject } {
  const isSound = ([name, value]: readonly [string, Json]) =>
    attributeMembers.has(name) ? areAttributes(value) : name === "RequestItems" && areBatches(value);
  const members = Object.entries(input).map((member) => ({ member, sound: isSound(member) }));
  const those = (wanted: boolean) =>
    Object.fromEntries(members.flatMap(({ member, sound }) => (sound === wanted ? [member] : [])));
  return { sound: those(true), rest: those(false) };
}

/** What is no member of the request is dropped. */
const only = (types: Readonly<Record<string, unknown>>, members: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(members).filter(([name]) => name in types));

/** A name that JavaScript gives a meaning of its own would be lost where values are copied, and found where there is none. */
function namesPrototype(value: Json): boolean {
  if (Array.isArray(value)) return value.some(namesPrototype);
  if (!isObject(value)) return false;
  return Object.keys(value).includes("__proto__") || Object.values(value).some(namesPrototype);
}

const asksPrototype = (input: JsonObject) =>
  Object.values(object(input, "ExpressionAttributeNames")).includes("__proto__");

/** Carries out a checked item request over the rows of one change. Its condition is checked as its item is read. */
export function act(action: ItemAction, request: JsonObject, sight: Omit<Sight, "request" | "fail">) {
  return new Promise<JsonObject>((resolve, reject) => {
    const fail = (error: unknown) => reject(refusal(error));
    const { _condition: _, ...unconditional } = request;
    actions[action](itemStore({ ...sight, request, fail }), unconditional, (error, value) =>
      error === null || error === undefined ? resolve(isObject(value) ? value : {}) : fail(error),
    );
  });
}
