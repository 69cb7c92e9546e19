import { text, type JsonObject } from "../../json.ts";
import { ServiceError, type Call } from "../../service.ts";
import type { ChangeSetRecord } from "../model/change-set.ts";
import type { StackRecord } from "../model/stack.ts";
import { invalid, noStack } from "../refusal.ts";
import type { Api } from "./service.ts";

/** The one error of CloudFormation that is a 404. */
const noChangeSet = (id: string) =>
  new ServiceError("ChangeSetNotFound", `ChangeSet [${id}] does not exist`, { status: 404 });

/** The change set of a request by its ARN, or by its name on a stack; undefined when the stack has none of that name. */
export function findChangeSet({ machine }: Api, input: JsonObject, { region }: Call): ChangeSetRecord | undefined {
  const given = text(input, "ChangeSetName") ?? "";
  if (given.startsWith("arn:")) return machine.records.changeSets.get(given);
  const stackName = text(input, "StackName");
  if (stackName === undefined)
    throw invalid("StackName must be specified if ChangeSetName is not specified as an ARN.");
  const stack = machine.records.findStack(stackName, region);
  if (!stack) throw noStack(stackName);
  return changeSetsOf(machine.records.changeSets.values(), stack)
    .filter(({ name }) => name === given)
    .at(-1);
}

/** A change set that must be there; the message repeats what was asked for. */
export function requiredChangeSet(api: Api, input: JsonObject, call: Call): ChangeSetRecord {
  const found = findChangeSet(api, input, call);
  if (!found) throw noChangeSet(text(input, "ChangeSetName") ?? "");
  return found;
}

/** All change sets of a stack, oldest first, the spent ones among them. */
export const changeSetsOf = (all: readonly ChangeSetRecord[], { stackId }: StackRecord): readonly ChangeSetRecord[] =>
  all.filter((changeSet) => changeSet.stackId === stackId);
