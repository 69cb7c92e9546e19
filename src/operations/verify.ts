import { failedAs } from "../model/aws-error.ts";
import type { Check, Look } from "../model/check.ts";
import { GworldError, wordsOf } from "../model/error.ts";
import { given } from "../model/json.ts";
import { stackName, stackParts, stackRegion, type StackPart } from "../model/graph.ts";
import type { Connection } from "../ports/connection.ts";
import type { Stack, StackResource } from "../ports/stacks.ts";
import { addressProbes } from "./verify/addresses.ts";
import { dataProbes } from "./verify/data.ts";
import { serviceProbes } from "./verify/services.ts";
import { stacksCheck } from "../model/verify/stacks.ts";

export type VerifyPorts = Pick<
  Connection,
  "config" | "local" | "endpoint" | "stacks" | "services" | "targets" | "alarms" | "tables" | "reach" | "clock"
>;

export interface Patience {
  /** How long may be waited for what may pass by itself, in milliseconds. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
  /** When a deployment began whose doing is looked at: alarms from before are told and do not fail. */
  readonly begun?: number;
  /** Hears what is waited for. */
  readonly waiting?: (names: readonly string[]) => void;
}

export interface Verification {
  readonly env: string;
  readonly checks: readonly Check[];
}

/** Looks at one thing, again and again where that is worth it. */
export type Probe = () => Promise<readonly Look[]>;

/** A stack that is there, at the time of looking. */
export interface Present {
  readonly stack: Stack;
  readonly region: string;
  /** Those that exist. */
  readonly resources: () => Promise<readonly StackResource[]>;
}
export type Parts = ReadonlyMap<StackPart, Present>;

const pauseMs = 5_000;

/**
 * Looks at everything at once and answers in a fixed order. What cannot be asked is skipped, with the reason. What may pass by
 * itself is looked at again while the patience lasts. Throws `notFound` when the environment has no stack at all.
 */
export async function verifyEnvironment(ports: VerifyPorts, patience: Patience): Promise<readonly Check[]> {
  const { config, clock } = ports;
  const until = clock.now() + patience.patienceMs;
  const parts = await presentParts(ports);
  if (parts.size === 0)
    throw new GworldError("notFound", `${config.name} is not deployed in ${config.region}.`, {
      hint: `gworld deploy --env ${config.name}`,
    });
  const probes = probesOf(ports, parts, patience);
  const looks = await Promise.all(probes.map((probe) => probe()));
  for (;;) {
    const open = looks.flatMap((look, index) => (look.some(({ settling }) => settling) ? [index] : []));
    if (open.length === 0 || clock.now() >= until || patience.signal.aborted) break;
    patience.waiting?.(open.flatMap((index) => looks[index] ?? []).flatMap((one) => (one.settling ? [one.name] : [])));
    await clock.wait(pauseMs, patience.signal);
    await Promise.all(
      open.map(async (index) => {
        const probe = probes[index];
        if (probe !== undefined) looks[index] = await probe();
      }),
    );
  }
  return looks.flat().map(({ name, status, message, hint }) => ({ name, status, message, ...given({ hint }) }));
}
export type VerifyEnvironment = typeof verifyEnvironment;

async function presentParts({ config, stacks }: VerifyPorts): Promise<Parts> {
  const found = await Promise.all(
    stackParts.map(async (part) => {
      const region = stackRegion(part, config.region);
      const stack = await stacks(region).describe(stackName(config.name, part));
      if (stack === undefined || stack.status === "DELETE_COMPLETE") return [];
      let listed: Promise<readonly StackResource[]> | undefined;
      const resources = () =>
        (listed ??= stacks(region)
          .resources(stack.id)
          .then((all) => all.filter(({ status, physicalId }) => physicalId !== "" && !status.startsWith("DELETE_"))));
      return [[part, { stack, region, resources }] as const];
    }),
  );
  return new Map(found.flat());
}

function probesOf(ports: VerifyPorts, parts: Parts, patience: Patience): readonly Probe[] {
  const { name } = ports.config;
  const stacks: Probe = async () => {
    const now = await presentParts(ports);
    return [
      stacksCheck(
        name,
        stackParts.map((part) => ({ name: stackName(name, part), status: now.get(part)?.stack.status })),
      ),
    ];
  };
  return [
    asked("stacks", stacks),
    ...needing(parts, "compute", ["services", "targets"], (compute) => serviceProbes(ports, compute)),
    ...needing(parts, "storage", ["tables"], (storage) => [dataProbes.tables(ports, storage)]),
    ...addressProbes(ports, parts, patience.begun !== undefined).map(([what, probe]) => asked(what, probe)),
    ...needing(parts, "monitoring", ["alarms"], (monitoring) => [dataProbes.alarms(ports, monitoring, patience.begun)]),
  ];

  function needing(
    present: Parts,
    part: StackPart,
    names: readonly string[],
    make: (found: Present) => readonly Probe[],
  ): readonly Probe[] {
    const found = present.get(part);
    if (found !== undefined) return make(found).map((probe, index) => asked(names[index] ?? part, probe));
    return names.map((what) => async () => [skipped(what, `${stackName(name, part)} is not deployed`)]);
  }
}

export const skipped = (name: string, message: string): Look => ({ name, status: "skipped", message });

/** What an endpoint does not offer is skipped; any other question that fails is a check that failed, save for credentials. */
const asked =
  (name: string, probe: Probe): Probe =>
  async () => {
    try {
      return await probe();
    } catch (error) {
      if (!(error instanceof GworldError) || error.code === "credentials") throw error;
      if (failedAs(error, "unsupported")) return [skipped(name, error.message)];
      const settling = failedAs(error, "throttled") || failedAs(error, "unreachable");
      const message = `cannot be looked at: ${wordsOf(error)}`;
      return [{ name, status: "fail", message, hint: error.hint, ...(settling && { settling }) }];
    }
  };
