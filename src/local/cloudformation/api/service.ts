import type { Call } from "../../service.ts";
import type { JsonObject } from "../../json.ts";
import type { Engine } from "../engine/engine.ts";
import type { Machine } from "../engine/machine.ts";

/** What an operation of CloudFormation works with. */
export interface Api {
  readonly machine: Machine;
  readonly engine: Engine;
  readTemplate(url: string): Promise<string>;
}

export type Answer = JsonObject | Promise<JsonObject>;
export type Handler = (api: Api, input: JsonObject, call: Call) => Answer;
