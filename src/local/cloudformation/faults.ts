import { randomUUID } from "node:crypto";
import { askedNumber } from "../asked-number.ts";
import { isObject, text, type Json, type JsonObject } from "../json.ts";
import { ServiceError } from "../service.ts";
import type { Store } from "../store.ts";

/** A failure on demand: the next matching steps fail with this reason as if the service had refused. */
interface Fault {
  readonly id: string;
  readonly logicalId?: string | undefined;
  readonly type?: string | undefined;
  readonly action?: string | undefined;
  readonly reason: string;
  readonly times: number;
}

/** Faults in the order they were added; the first that fits is used. */
export interface Faults {
  /** Uses up one matching fault and answers its reason. */
  take(step: { readonly logicalId: string; readonly type: string; readonly action: string }): string | undefined;
  /** The admin route: adds, lists or clears; always answers what is left. */
  answer(input: JsonObject): Json;
}

const isFault = (value: unknown): value is Fault =>
  isObject(value) && typeof value["id"] === "string" && typeof value["reason"] === "string";

/** Faults survive a restart, like everything else. One is used once unless it says how many times. */
export function openFaults(store: Store): Faults {
  const table = store.table("cloudformation.faults", isFault);
  const fits = (wanted: string | undefined, given: string) => wanted === undefined || wanted === given;
  return {
    take(step) {
      const fault = table
        .values()
        .find(
          ({ logicalId, type, action }) =>
            fits(logicalId, step.logicalId) && fits(type, step.type) && fits(action, step.action),
        );
      if (!fault) return undefined;
      if (fault.times > 1) table.put(fault.id, { ...fault, times: fault.times - 1 });
      else table.delete(fault.id);
      return fault.reason;
    },
    answer(input) {
      refuseUnknown(input);
      const times = askedNumber(input, "times", { least: 1, whole: true }) ?? 1;
      if (text(input, "clear") === "true") for (const key of table.keys()) table.delete(key);
      const reason = text(input, "reason");
      if (reason !== undefined) {
        const id = randomUUID();
        const [logicalId, type, action] = ["logicalId", "type", "action"].map((key) => text(input, key));
        table.put(id, { id, logicalId, type, action, reason, times });
      }
      return { faults: table.values().map((fault) => ({ ...fault })) };
    },
  };
}

const keys = ["clear", "logicalId", "type", "action", "reason", "times"];
const actions = ["create", "update", "delete", "import", "release"];

/** A fault that is misspelt would never strike, and a test that waits for it would prove nothing. */
function refuseUnknown(input: JsonObject) {
  const unknown = Object.keys(input).find((key) => !keys.includes(key));
  if (unknown !== undefined)
    throw new ServiceError("ValidationException", `A fault has no "${unknown}"; it has ${keys.join(", ")}.`);
  const action = text(input, "action");
  if (action !== undefined && !actions.includes(action))
    throw new ServiceError("ValidationException", `There is no action "${action}"; there are ${actions.join(", ")}.`);
  if (Object.keys(input).some((key) => key !== "clear") && typeof input["reason"] !== "string")
    throw new ServiceError("ValidationException", "A fault wants a reason, which is what the stack's events say.");
}
