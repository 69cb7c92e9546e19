import { randomUUID } from "node:crypto";
import { isObject, number, text } from "../../json.ts";
import type { ExistingRequest, Ground, ResourceProvider, ResourceRequest, Step } from "../../resource.ts";
import { doneStep } from "../../step.ts";
import type { Signal, Signals } from "./signals.ts";

/** A condition that waits, by the token of its creation. */
interface Waiting {
  readonly physicalId: string;
  /** In milliseconds of the clock. */
  readonly deadline: number;
}

const isWaiting = (value: unknown): value is Waiting => isObject(value) && typeof value["deadline"] === "number";

/** Seconds, 12 hours: the most that a wait condition waits (TemplateReference, AWS::CloudFormation::WaitCondition). */
const longest = 43_200;

/** A condition is made when it has got as many signals as it counts; the first failure, or the end of its time, fails it. */
export function waitConditionProvider(
  { store, clock }: Pick<Ground, "store" | "clock">,
  signals: Signals,
): ResourceProvider {
  const waiting = store.table("cloudformation.wait-conditions", isWaiting);
  const look = (request: ResourceRequest, { physicalId, deadline }: Waiting): Step => {
    const heard = signals.of(text(request.properties, "Handle") ?? "");
    const wanted = number(request.properties, "Count") ?? 1;
    const problem = problemOf(heard, wanted, clock.now() >= deadline);
    if (problem !== undefined) return { state: "failed", physicalId, reason: problem };
    return heard.length >= wanted ? met(physicalId, heard) : { state: "pending", physicalId };
  };
  return {
    types: ["AWS::CloudFormation::WaitCondition"],
    create(request) {
      const seconds = number(request.properties, "Timeout");
      if (seconds === undefined || text(request.properties, "Handle") === undefined)
        return { state: "failed", reason: "WaitCondition must have a Handle and a Timeout." };
      if (seconds < 0 || seconds > longest)
        return { state: "failed", reason: `Timeout must be from 0 to ${longest} seconds, not ${seconds}.` };
      const begun = waiting.get(request.token) ?? {
        physicalId: arnOf(request),
        deadline: clock.now() + seconds * 1_000,
      };
      waiting.put(request.token, begun);
      return look(request, begun);
    },
    check(request, action) {
      const begun = waiting.get(request.token);
      return action === "create" && begun ? look(request, begun) : doneStep(request.physicalId);
    },
    update: ({ type }) => ({ state: "failed", reason: `Update to resource type ${type} is not supported.` }),
    delete({ physicalId }: ExistingRequest) {
      for (const key of waiting.keys()) if (waiting.get(key)?.physicalId === physicalId) waiting.delete(key);
      return doneStep(physicalId);
    },
  };
}

function problemOf(heard: readonly Signal[], wanted: number, over: boolean): string | undefined {
  const refused = heard.find(({ status }) => status === "FAILURE");
  if (refused) return `WaitCondition received failed message: '${refused.reason}' for uniqueId: ${refused.uniqueId}`;
  if (heard.length >= wanted || !over) return undefined;
  return `WaitCondition timed out. Received ${heard.length} conditions when expecting ${wanted}`;
}

const arnOf = ({ region, account, stackName, logicalId }: ResourceRequest) =>
  `arn:aws:cloudformation:${region}:${account}:stack/${stackName}/${randomUUID()}/${logicalId}`;

/** The data of all signals is the JSON text that Fn::GetAtt gives. */
const met = (physicalId: string, heard: readonly Signal[]): Step =>
  doneStep(physicalId, {
    Id: physicalId,
    Data: JSON.stringify(Object.fromEntries(heard.map(({ uniqueId, data }) => [uniqueId, data]))),
  });
