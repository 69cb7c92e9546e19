import { randomUUID } from "node:crypto";
import type { LocalClock } from "../clock.ts";
import { type JsonObject, text } from "../json.ts";
import type { Ground, Part, WireCall } from "../resource.ts";
import { rowWith } from "../row.ts";
import { type Service, ServiceError } from "../service.ts";
import { openBuckets } from "./buckets.ts";
import { cutConnection } from "./cut.ts";
import { effectNames, type Fault, faultOf, happens, kindOf } from "./fault.ts";
import { checkClock } from "./skew.ts";
import { checkTarget } from "./target.ts";

/** Calls of services that fail on demand: the admin route `call-faults` adds one, lists them, and with `clear` removes them all. */
export function faultsPart({ store, clock }: Ground, of: readonly Service[]): Part {
  const table = store.table("faults.calls", rowWith<Fault>("id", "nth", "probability"));
  const buckets = openBuckets();

  async function apply(fault: Fault, call: WireCall) {
    if (!fault.bucket) note(fault, call);
    if (fault.latency > 0) await pause(clock, fault.latency);
    if (fault.clockOffset !== 0) checkClock(call, clock.now() + fault.clockOffset);
    if (fault.bucket) {
      if (buckets.take(`${fault.id} ${call.region}`, fault.bucket, clock.now())) return;
      note(fault, call);
      throw new ServiceError(fault.code ?? "ThrottlingException", "Rate exceeded");
    }
    if (fault.cut !== undefined) cutConnection(call, fault.cut);
    if (fault.code !== undefined) throw new ServiceError(fault.code, fault.message, { status: fault.status });
  }
  return {
    services: [],
    resources: [],
    admin: {
      "call-faults"(input) {
        if (text(input, "clear") === "true") for (const key of table.keys()) table.delete(key);
        else if (Object.keys(input).length > 0) add(input);
        return { faults: table.values().map((fault) => ({ ...fault })) };
      },
    },
    async intercept(call) {
      for (const fault of table.values().filter((fault) => matches(fault, call))) {
        const seen = fault.seen + 1;
        const isHit = happens(fault, seen);
        table.put(fault.id, { ...fault, seen, fired: fault.fired + (isHit ? 1 : 0) });
        if (isHit) await apply(fault, call);
      }
    },
  };

  function add(input: JsonObject) {
    const id = randomUUID();
    const fault = faultOf(id, input);
    if (kindOf(fault) === "nothing")
      throw new ServiceError("ValidationException", `A fault wants an effect: ${effectNames.join(", ")}.`);
    checkTarget(of, fault);
    table.put(id, fault);
  }
}

/** For the log of calls. */
const note = (fault: Fault, { trace }: WireCall) => trace.faults.push(`${kindOf(fault)} ${fault.id}`);

const matches = (fault: Fault, { service, operation }: WireCall) =>
  (fault.service ?? service) === service && (fault.operation ?? operation) === operation;

const pause = (clock: LocalClock, milliseconds: number) =>
  new Promise<void>((resolve) => {
    clock.after(milliseconds, resolve);
  });
