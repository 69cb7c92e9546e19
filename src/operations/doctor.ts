import { failedAs, rejectedAs } from "../model/aws-error.ts";
import { tableGone } from "../model/bootstrapped.ts";
import type { EnvironmentConfig } from "../model/environment.ts";
import { GworldError, wordsOf, type ErrorCode } from "../model/error.ts";
import {
  accountFinding,
  bootstrapFinding,
  changeSetFindings,
  clockFindings,
  credentialsFinding,
  nodeFinding,
  quotaFinding,
  stackFindings,
  stateFinding,
} from "../model/findings.ts";
import type { Finding } from "../model/finding.ts";
import { journalFinding, lockFinding } from "../model/lock-findings.ts";
import { stackName, stackParts, stackRegion } from "../model/graph.ts";
import { bootstrapStackName } from "../model/names.ts";
import type { Headroom } from "../model/quotas/headroom.ts";
import { stateSchema } from "../model/standing.ts";
import type { Connection } from "../ports/connection.ts";
import type { Identity } from "../ports/identity.ts";
import type { Stack } from "../ports/stacks.ts";
import type { Synth } from "../ports/synth.ts";

export interface DoctorPorts {
  /** Of the Node that runs this. */
  readonly node: string;
  readonly now: () => number;
  /** Reads the configuration file; throws `usage` with all its problems. */
  readonly config: () => Promise<unknown>;
  readonly environment: () => Promise<EnvironmentConfig>;
  readonly identity: () => Promise<Identity>;
  /** Throws where a guard refuses it. */
  readonly connect: () => Promise<Connection>;
  readonly synth: Synth;
  readonly quotas: (connection: Connection) => Promise<{ readonly quotas: readonly Headroom[] }>;
}

type Target = Pick<Connection, "config" | "local" | "stacks" | "state" | "locks" | "data">;

export interface Diagnosis {
  readonly findings: readonly Finding[];
}

/** Looks at all that a deployment relies on. What cannot be looked at is a finding, too; nothing is changed. */
export async function examine(ports: DoctorPorts): Promise<Diagnosis> {
  const config = await looked("config", async () => {
    await ports.config();
    const { name, region } = await ports.environment();
    return [{ check: "config", status: "ok", message: `valid; ${name} in ${region}` }];
  });
  const own = [nodeFinding(ports.node), ...config];
  if (isBad(config)) return { findings: own };
  const who = await looked("credentials", async () => {
    const [environment, identity] = await Promise.all([ports.environment(), ports.identity()]);
    const caller = await identity.caller();
    return [credentialsFinding(caller, ports.now()), accountFinding(environment, caller), ...clockFindings(caller)];
  });
  if (isBad(who)) return { findings: [...own, ...who] };
  const reached = await looked("endpoint", async () => {
    const { local, endpoint } = await ports.connect();
    const message = local ? "the local cloud of this machine" : (endpoint ?? "AWS");
    return [{ check: "endpoint", status: "ok", message }];
  });
  const rest = isBad(reached) ? [] : await target(ports, await ports.connect());
  return { findings: [...own, ...who, ...reached, ...rest] };
}

const isBad = (findings: readonly Finding[]) => findings.some(({ status }) => status === "fail");

/** A check that fails, and why: rights that are missing keep from looking, which is no fault of what is looked at. */
async function looked(check: string, look: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  try {
    return await look();
  } catch (error) {
    const cannot = failedAs(error, "denied") || failedAs(error, "unsupported");
    const hint = error instanceof GworldError ? error.hint : "gworld help environments";
    return [{ check, status: cannot ? "warn" : "fail", message: wordsOf(error), hint }];
  }
}

async function target(ports: DoctorPorts, connection: Connection): Promise<readonly Finding[]> {
  const stacks = describeAll(connection);
  const found = await Promise.all([
    looked("bootstrap", async () => [await bootstrap(ports, connection)]),
    looked("state", async () => [await state(connection, await stacks)]),
    looked("lock", () => lock(ports, connection)),
    looked("stacks", async () => stackFindings(connection.config.name, await stacks)),
    looked("change sets", async () => leftOver(ports, connection, await stacks)),
    looked("quotas", async () => [quotaFinding(connection.config.name, (await ports.quotas(connection)).quotas)]),
  ]);
  return found.flat();
}

async function describeAll({ config, stacks }: Target): Promise<readonly Stack[]> {
  const all = await Promise.all(
    stackParts.map((part) => stacks(stackRegion(part, config.region)).describe(stackName(config.name, part))),
  );
  return all.flatMap((stack) => stack ?? []);
}

async function bootstrap({ synth }: DoctorPorts, { config, local, stacks }: Target): Promise<Finding> {
  const [stack, wanted] = await Promise.all([stacks(config.region).describe(bootstrapStackName), synth.bootstrap()]);
  // Deploying to the local cloud prepares it.
  if (local && stack === undefined) return { check: "bootstrap", status: "ok", message: "the first deploy does it" };
  return bootstrapFinding(config.name, stack, wanted);
}

async function state({ config: { name }, state: rows }: Target, stacks: readonly Stack[]): Promise<Finding> {
  const deployed = stacks.length > 0;
  try {
    const [standing, latest] = await Promise.all([rows.standing(name), rows.latest(name)]);
    return stateFinding(name, { standing, latest, schema: stateSchema, deployed });
  } catch (error) {
    if (!rejectedAs(error, "ResourceNotFoundException")) throw error;
    if (deployed) throw tableGone(error);
    return { check: "state", status: "ok", message: "no table yet: bootstrap makes it" };
  }
}

async function lock({ now }: DoctorPorts, { config: { name }, locks, data, state: rows }: Target) {
  const [row, standing] = await Promise.all([locks.read(name), rows.standing(name).catch(() => undefined)]);
  const id = standing?.operation;
  const open = id === undefined ? undefined : await rows.operation(name, id);
  const isDead = row?.state === "HELD" && data.isDead(row.holder);
  return [lockFinding(name, row, isDead, now()), journalFinding(name, open, row?.state === "HELD" && !isDead)];
}

async function leftOver({ now }: DoctorPorts, { config, stacks }: Target, there: readonly Stack[]) {
  const sets = await Promise.all(
    stackParts.map(async (part) => {
      const name = stackName(config.name, part);
      const stack = there.find((one) => one.name === name);
      return stack === undefined ? [] : stacks(stackRegion(part, config.region)).changeSets(stack.id);
    }),
  );
  return changeSetFindings(sets.flat(), now());
}

/** How the verb ends: credentials first, since nothing else can be looked at without. */
export function endOf({ findings }: Diagnosis): ErrorCode | undefined {
  const failed = findings.filter(({ status }) => status === "fail").map(({ check }) => check);
  if (failed.length === 0) return undefined;
  return failed.includes("credentials") || failed.includes("account") ? "credentials" : "failed";
}
