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
import { isObject, type JsonObject } from "../json.ts";
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
  try {
    const request = checkTypes({ ...input }, types);
    checkValidations(request, types, custom, { options: { maxItemSize } });
    return isObject(request) ? request : {};
  } catch (error) {
    throw refusal(error);
  }
}

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
