import { failedAs, rejectedAs } from "../model/aws-error.ts";
import { chooseStacks } from "../model/choose-stacks.ts";
import { masked, type DriftedResource } from "../model/drift.ts";
import { GworldError } from "../model/error.ts";
import { stackName, stackRegion, type StackPart } from "../model/graph.ts";
import { given } from "../model/json.ts";
import { pollPace } from "../model/poll-pace.ts";
import { standing } from "../model/stack-status.ts";
import type { Connection } from "../ports/connection.ts";
import type { Detection, Drifts } from "../ports/drifts.ts";

export interface DriftPorts extends Pick<Connection, "config" | "stacks" | "drifts" | "clock"> {
  readonly signal: AbortSignal;
}

/** How one stack stands to what is there. */
export interface StackDrift {
  readonly name: string;
  /** CloudFormation's word: IN_SYNC, DRIFTED, or NOT_CHECKED with the reason. */
  readonly status: "IN_SYNC" | "DRIFTED" | "NOT_CHECKED";
  readonly checked: number;
  readonly drifted: number;
  /** Why it, or something in it, was not compared. */
  readonly reason?: string | undefined;
}

export interface DriftReport {
  readonly env: string;
  /** What differs from its declaration; all else is as declared, or was not compared. */
  readonly resources: readonly DriftedResource[];
  readonly stacks: readonly StackDrift[];
  /** Resources of types that CloudFormation does not compare. */
  readonly notChecked: { readonly count: number; readonly types: Readonly<Record<string, number>> };
}

interface Compared {
  readonly stack: StackDrift;
  readonly resources: readonly DriftedResource[];
  readonly unchecked: readonly string[];
}

/** Nobody compares so long; the detection itself goes on. */
const patienceMs = 15 * 60_000;

/**
 * Has CloudFormation compare the stacks with what is there, all at once. A stack that cannot be compared is told with the
 * reason. Throws `notFound` when none of them exists.
 */
export async function detectDrift(ports: DriftPorts, names: readonly string[]): Promise<DriftReport> {
  const { name: env } = ports.config;
  const found = await Promise.all(chooseStacks(env, names).map((part) => compareStack(ports, part)));
  const compared = found.flatMap((one) => one ?? []);
  if (compared.length === 0)
    throw new GworldError("notFound", `There are no such stacks in ${env}.`, {
      hint: `Deploy them with: gworld deploy --env ${env}`,
    });
  const unchecked = compared.flatMap((one) => one.unchecked);
  const types: Record<string, number> = {};
  for (const type of unchecked.toSorted()) types[type] = (types[type] ?? 0) + 1;
  return {
    env,
    resources: compared.flatMap(({ resources }) => resources),
    stacks: compared.map(({ stack }) => stack),
    notChecked: { count: unchecked.length, types },
  };
}

export const hasDrifted = ({ stacks }: Pick<DriftReport, "stacks">) =>
  stacks.some(({ status }) => status === "DRIFTED");

async function compareStack(ports: DriftPorts, part: StackPart): Promise<Compared | undefined> {
  const { config } = ports;
  const region = stackRegion(part, config.region);
  const stack = await ports.stacks(region).describe(stackName(config.name, part));
  if (stack === undefined || stack.status === "DELETE_COMPLETE") return undefined;
  const { name, id, status } = stack;
  const { drift, because } = standing(status);
  if (!drift) return notCompared(name, `it is ${status}${because === undefined ? "" : `: ${because}`}`);
  const drifts = ports.drifts(region);
  const detection = await begun(drifts, id);
  if ("refused" in detection) return notCompared(name, detection.refused);
  const ended = await followed(ports, drifts, { name, id: detection.id });
  return read(ports, region, { name, id, reason: ended.state === "failed" ? ended.reason : undefined });
}

const notCompared = (name: string, reason: string): Compared => ({
  stack: { name, status: "NOT_CHECKED", checked: 0, drifted: 0, reason },
  resources: [],
  unchecked: [],
});

/** CloudFormation says no where a stack is at work, or is already being compared. */
async function begun(drifts: Drifts, stackId: string): Promise<{ readonly id: string } | { readonly refused: string }> {
  try {
    return { id: await drifts.detect(stackId) };
  } catch (error) {
    if (rejectedAs(error, "ValidationError")) return { refused: error.awsMessage };
    throw error;
  }
}

/** A look that failed is repeated; only the end of the detection counts. */
async function followed(
  { clock, signal }: DriftPorts,
  drifts: Drifts,
  { name, id }: { readonly name: string; readonly id: string },
): Promise<Detection> {
  const from = clock.now();
  let failures = 0;
  let throttled = false;
  while (!signal.aborted) {
    try {
      const seen = await drifts.detection(id);
      if (seen.state !== "going") return seen;
      failures = 0;
      throttled = false;
    } catch (error) {
      throttled = failedAs(error, "throttled");
      if (!throttled && !failedAs(error, "unreachable")) throw error;
      failures += 1;
    }
    const quietMs = clock.now() - from;
    if (quietMs > patienceMs) throw lasting(name);
    await clock.wait(pollPace({ quietMs, failures, throttled }), signal);
  }
  throw new GworldError("interrupted", `The comparison of ${name} was not watched to its end.`, {
    hint: "It changes nothing. Run the same command again.",
  });
}

const lasting = (name: string) =>
  new GworldError(
    "failed",
    `CloudFormation has not finished comparing ${name} within ${patienceMs / 60_000} minutes.`,
    {
      hint: "It changes nothing. Run the same command again later.",
    },
  );

async function read(
  ports: DriftPorts,
  region: string,
  { name, id, reason }: { readonly name: string; readonly id: string; readonly reason: string | undefined },
): Promise<Compared> {
  const [found, listed] = await Promise.all([ports.drifts(region).found(id), ports.stacks(region).resources(id)]);
  const compared = found.filter(({ status }) => status === "IN_SYNC" || status === "MODIFIED" || status === "DELETED");
  const known = new Set(compared.map(({ logicalId }) => logicalId));
  const there = listed.filter(({ status, physicalId }) => physicalId !== "" && !status.startsWith("DELETE_"));
  const resources = compared
    .filter(({ status }) => status !== "IN_SYNC")
    .map((one): DriftedResource => ({
      stack: name,
      ...one,
      differences: one.differences.map((difference) => masked(one.type, difference)),
    }));
  const status = resources.length > 0 ? "DRIFTED" : compared.length > 0 ? "IN_SYNC" : "NOT_CHECKED";
  return {
    stack: { name, status, checked: compared.length, drifted: resources.length, ...given({ reason }) },
    resources,
    unchecked: there.flatMap(({ logicalId, type }) => (known.has(logicalId) ? [] : [type])),
  };
}
