import { goesOn, wasCalledOff } from "../model/called-off.ts";
import { stackName, stackParts, stackRegion, type StackPart } from "../model/graph.ts";
import { refuseOtherRegion } from "../model/home.ts";
import type { ReportOperation } from "../model/operation-events.ts";
import { isOperationStart } from "../model/stack-events.ts";
import { standing } from "../model/stack-status.ts";
import type { Connection } from "../ports/connection.ts";
import type { Stack, Stacks } from "../ports/stacks.ts";
import type { Follow, Followed } from "./follow.ts";

/** A stack as it was found, if it was. */
export interface FoundStack {
  readonly part: StackPart;
  readonly stack: Stack | undefined;
  readonly stacks: Stacks;
}

/** A stack that was found busy and followed to the end of what was going on. */
export interface Adopted {
  readonly part: StackPart;
  readonly name: string;
  readonly action: "create" | "update" | "delete";
  readonly followed: Followed;
}

/** What is found of an environment's stacks, and where. */
export type FindStacks = (verb: "deploy" | "destroy") => Promise<readonly FoundStack[]>;

export interface FindPorts extends Pick<Connection, "config" | "stacks" | "clock"> {
  readonly follow: Follow;
  readonly report?: ReportOperation;
  /** Hears that stacks are busy, before they are waited for; throws where they are not to be. */
  readonly busy?: () => Promise<void>;
}

/**
 * Describes the stacks of an environment, one call each. What is still going on in them (an earlier run, or somebody else)
 * is waited for first, and `adopted` hears how it ended: CloudFormation takes one operation a stack. Throws `refused` where
 * the environment is in another Region.
 */
export function findStacks(ports: FindPorts, adopted: (ended: Adopted) => void = () => undefined): FindStacks {
  const { config, stacks, busy: heard } = ports;
  const find: FindStacks = async (verb) => {
    const all = await Promise.all(
      stackParts.map(async (part): Promise<FoundStack> => {
        const inRegion = stacks(stackRegion(part, config.region));
        return { part, stacks: inRegion, stack: await inRegion.describe(stackName(config.name, part)) };
      }),
    );
    refuseOtherRegion(config, all.find(({ part }) => part === "edge")?.stack);
    const busy = all.flatMap(({ part, stack, ...found }) =>
      stack !== undefined && standing(stack.status)[verb] === "wait" ? [{ part, stack, ...found }] : [],
    );
    if (busy.length === 0) return all;
    await heard?.();
    for (const ended of await Promise.all(busy.map((one) => settle(ports, one)))) adopted(ended);
    return find(verb);
  };
  return find;
}

const sameCommand = "The same command, run again,";

interface BusyStack extends FoundStack {
  readonly stack: Stack;
}

async function settle(ports: FindPorts, { part, stack, stacks }: BusyStack): Promise<Adopted> {
  const { id: stackId, name } = stack;
  await tellBusy(ports, stack, stacks);
  const { follow } = ports;
  const followed = await follow(stacks, { stackId, name, after: undefined, fresh: true });
  if (followed.detached) throw goesOn(name, sameCommand);
  if (followed.calledOff !== undefined) throw wasCalledOff(name, followed.calledOff, sameCommand);
  const start = followed.events.find(isOperationStart)?.status ?? stack.status;
  const action = start.startsWith("CREATE") ? "create" : start.startsWith("DELETE") ? "delete" : "update";
  return { part, name, action, followed };
}

/** Says why nothing else happens yet, and whose it is, as far as CloudFormation tells. */
async function tellBusy({ report, clock }: FindPorts, { id, name, status }: Stack, stacks: Stacks): Promise<void> {
  if (report === undefined) return;
  const events = await stacks.eventsSince(id, undefined).catch(() => []);
  const token = events.find(isOperationStart)?.token;
  const who = token?.startsWith("gw-") === true ? "by gworld" : "outside gworld";
  const text = `${name} is ${status}, begun ${who}: that is followed to its end first`;
  report({ kind: "note", at: clock.now(), text });
}
