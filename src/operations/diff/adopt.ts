import type { StackTemplate } from "../../model/assembly.ts";
import type { StackPart } from "../../model/graph.ts";
import type { Outputs } from "../../model/inputs.ts";
import {
  adoptedByName,
  type AdoptedStack,
  cannotAdopt,
  chosenKeys,
  type InTheWay,
  isOtherKey,
} from "../../model/import/adopt.ts";
import type { Leftover } from "../../model/leftovers.ts";
import { standing } from "../../model/stack-status.ts";
import { readTemplate } from "../../model/template.ts";
import type { Connection } from "../../ports/connection.ts";
import type { Stack } from "../../ports/stacks.ts";
import type { PlanAdoption } from "../import/adopt.ts";
import type { FindLeftovers } from "../leftovers.ts";

export interface AdoptPorts extends Pick<Connection, "config"> {
  readonly planAdoption: PlanAdoption;
  /** What is there by the names of stacks that are not. */
  readonly leftBehind: FindLeftovers;
}

/** What one stack takes over. */
export interface Adopts {
  readonly adopted: AdoptedStack | undefined;
  /** Names of what it takes over where that is there. */
  readonly byName: readonly string[];
}

export interface ToMake {
  readonly account: string;
  readonly templates: readonly StackTemplate[];
  readonly found: ReadonlyMap<StackPart, Stack>;
  readonly outputs: Outputs;
}

/**
 * What stacks that are to be made take over of what earlier ones of their names have left, and what has the names that they need.
 * Throws `refused` where something of it cannot be taken over, with the command that makes room.
 */
export async function adoptions(ports: AdoptPorts, known: ToMake): Promise<ReadonlyMap<StackPart, Adopts>> {
  const made = known.templates.filter(({ part }) => isMade(known.found.get(part)));
  const { found: there } = await ports.leftBehind(made.map(({ part }) => part));
  // What a failed stack holds goes with it, or is found the next time.
  const left = there.filter(({ holder, stack }) => holder !== stack);
  if (left.length === 0) return new Map();
  const keys = chosenKeys(left);
  const planned = await Promise.all(
    made.map(async (template) => ({ part: template.part, ...(await planOne(ports, known, { template, left, keys })) })),
  );
  const inTheWay = planned.flatMap((one) => one.inTheWay);
  if (inTheWay.length > 0) throw cannotAdopt(ports.config.name, inTheWay);
  return new Map(planned.map(({ part, adopted, byName }) => [part, { adopted, byName }]));
}

const isMade = (stack: Stack | undefined) => stack === undefined || standing(stack.status).deploy === "recreate";

interface Choice {
  readonly template: StackTemplate;
  readonly left: readonly Leftover[];
  readonly keys: ReadonlyMap<string, Leftover>;
}

async function planOne({ planAdoption }: AdoptPorts, { account, outputs }: ToMake, { template, left, keys }: Choice) {
  const declared = readTemplate(template.body);
  const { resources } = declared;
  const fitting = left.filter(
    ({ part, logicalId, type, physicalId }) =>
      part === template.part &&
      resources.get(logicalId)?.type === type &&
      (type !== "AWS::KMS::Key" || keys.get(logicalId)?.physicalId === physicalId),
  );
  const dataKey = outputs.security?.["DataKeyArn"] ?? keys.get("DataKey")?.physicalId;
  const held = fitting.filter(({ holder }) => holder !== undefined);
  const fixed = fitting.filter(
    (one) => !held.includes(one) && isOtherKey(one, resources.get(one.logicalId)?.properties ?? {}, dataKey),
  );
  const { adopted, refused } = await planAdoption(
    template,
    account,
    fitting.filter((one) => !fixed.includes(one) && !held.includes(one)),
  );
  const inTheWay: readonly InTheWay[] = [
    ...refused,
    ...held.map((one) => ({ left: one, reason: `the stack ${one.holder ?? ""} has it` })),
    ...fixed.map((one) => ({ left: one, reason: `its key is ${one.key ?? "AWS's own"}, which cannot be changed` })),
  ];
  return { adopted, inTheWay, byName: adoptedByName(declared) };
}
