import { isObject, text, type Json, type JsonObject } from "../../json.ts";
import type { ExistingRequest, Ground, ResourceProvider } from "../../resource.ts";
import { ServiceError } from "../../service.ts";
import { doneStep } from "../../step.ts";

/** What a client sent to a handle: the last signal of a unique ID counts. */
export interface Signal {
  readonly handle: string;
  readonly uniqueId: string;
  readonly status: string;
  readonly data: string;
  readonly reason: string;
}

/** Signals by the handle they were sent to. */
export interface Signals {
  of(handle: string): readonly Signal[];
  /** The admin route that handles are addresses of. */
  hear(input: JsonObject): Json;
  readonly provider: ResourceProvider;
}

const isSignal = (value: unknown): value is Signal => isObject(value) && typeof value["uniqueId"] === "string";

/** Handles are addresses of this cloud to which signals are sent, as JSON by PUT (UserGuide/using-cfn-waitcondition). */
export function openSignals({ store, endpoint }: Pick<Ground, "store" | "endpoint">): Signals {
  const signals = store.table("cloudformation.signals", isSignal);
  const address = (id: string) => `${endpoint()}/_gworld/signal?handle=${id}`;
  return {
    of: (handle) => signals.values().filter((signal) => signal.handle === idOf(handle)),
    hear(input) {
      const signal = signalOf(input);
      signals.put(`${signal.handle} ${signal.uniqueId}`, signal);
      return {};
    },
    provider: {
      types: ["AWS::CloudFormation::WaitConditionHandle"],
      create: ({ token }) => handleStep(address(token)),
      update: ({ physicalId }) => handleStep(physicalId),
      delete({ physicalId }: ExistingRequest) {
        for (const key of signals.keys()) if (signals.get(key)?.handle === idOf(physicalId)) signals.delete(key);
        return doneStep(physicalId);
      },
    },
  };
}

/** The cloud may have another port after a restart. */
const idOf = (handle: string) => handle.split("handle=").at(-1);

const handleStep = (physicalId: string) => doneStep(physicalId, { Id: physicalId });

function signalOf(input: JsonObject): Signal {
  const [status = "", uniqueId = ""] = [text(input, "Status"), text(input, "UniqueId")];
  if (status !== "SUCCESS" && status !== "FAILURE")
    throw new ServiceError("ValidationException", "The Status of a signal is SUCCESS or FAILURE.");
  if (uniqueId === "") throw new ServiceError("ValidationException", "A signal has a UniqueId.");
  const [handle = "", data = "", reason = ""] = [text(input, "handle"), text(input, "Data"), text(input, "Reason")];
  return { handle, uniqueId, status, data, reason };
}
