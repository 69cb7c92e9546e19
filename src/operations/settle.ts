import type { BegunStack } from "../model/begun-stack.ts";
import { goesOn } from "../model/called-off.ts";
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
  /** Calls off what is followed, and throws; `off` says when. Absent where nothing is: then it only ends the following. */
  readonly callOff?: ((going: readonly GoingStack[]) => Promise<never>) | undefined;
  readonly off?: AbortSignal | undefined;
}

/** A stack that is busy with what somebody else has begun, and the last event that was seen of it. */
export interface GoingStack extends Pick<Adopted, "name" | "action"> {
  readonly stackId: string;
  readonly stacks: Stacks;
  readonly after: string | undefined;
  /** The request that began it; undefined where its events tell of none. */
  readonly request: BegunStack | undefined;
}

/**
 * Describes the stacks of an environment, one call each. What is still going on in them (an earlier run, or somebody else)
 * is waited for first, and `adopted` hears how it ended: CloudFormation takes one operation a stack. Throws `refused` where
 * the environment is in another Region.
 */
export function findStacks(ports: FindPorts, adopted: (ended: Adopted) => void = () => undefined): FindStacks {
  const { config, stacks, busy: heard, off, callOff } = ports;
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
    const settled = await Promise.all(busy.map(async (one) => ({ ...one, ...(await settle(ports, one)) })));
    const going = settled.filter(({ followed }) => followed.detached).map((one) => goingOf(ports, one));
    if (off?.aborted === true && callOff !== undefined) await callOff(going);
    const [left] = going;
    if (left !== undefined) throw goesOn(left.name, sameCommand);
    for (const { part, name, action, followed } of settled) adopted({ part, name, action, followed });
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
  const start = followed.events.find(isOperationStart)?.status ?? stack.status;
  const action = start.startsWith("CREATE") ? "create" : start.startsWith("DELETE") ? "delete" : "update";
  return { part, name, action, followed };
}

function goingOf(
  { config }: FindPorts,
  { part, name, action, stack, stacks, followed }: BusyStack & Adopted,
): GoingStack {
  const { id: stackId } = stack;
  const { token, at = 0 } = followed.events.find(isOperationStart) ?? {};
  const region = stackRegion(part, config.region);
  return {
    name,
    action,
    stackId,
    stacks,
    after: followed.events.at(-1)?.id,
    request: token === undefined ? undefined : { name, action, region, token, at, stackId },
  };
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
