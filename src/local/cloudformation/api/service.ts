import type { Call } from "../../service.ts";
import type { JsonObject } from "../../json.ts";
import type { Engine } from "../engine/engine.ts";
import type { Machine } from "../engine/machine.ts";

/** What an operation of CloudFormation works with. */
export interface Api {
  readonly machine: Machine;
  readonly engine: Engine;
  /** The text behind a TemplateURL, from wherever the local cloud keeps objects. */
  readTemplate(url: string): Promise<string>;
}

/** What an operation answers, before the protocol writes it. */
export type Answer = JsonObject | Promise<JsonObject>;
/** One operation of CloudFormation; throws ServiceError for what AWS refuses. */
export type Handler = (api: Api, input: JsonObject, call: Call) => Answer;
