import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "../../src/cli/command.ts";
import { parseArguments } from "../../src/cli/parse.ts";
import { bootstrap } from "../../src/commands/bootstrap.ts";
import { history } from "../../src/commands/history.ts";
import { systemClock as localClock, type LocalClock } from "../../src/local/clock.ts";
import { serveCloud } from "../../src/local/cloud.ts";
import { connectAws } from "../../src/main/connect.ts";
import { systemClock } from "../../src/main/system-clock.ts";
import { guardAccount } from "../../src/main/guards.ts";
import { GworldError, exitCodes, type ErrorCode } from "../../src/model/error.ts";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import type { StackPart } from "../../src/model/graph.ts";
import { isRecord, listOf, textAt } from "../../src/model/json.ts";
import { localCredentials } from "../../src/model/local-credentials.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { Connection } from "../../src/ports/connection.ts";
import { devConfig, fakeContext } from "../fakes/context.ts";
import { smallStacks, type PartContent } from "./small-stacks.ts";

/** How a verb ended, as a person or a script sees it. */
export interface Ending {
  /** What the process would exit with. */
  readonly exit: number;
  readonly error: GworldError | undefined;
  readonly result: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly ending: Promise<Ending>;
  /** As Ctrl-C, or SIGTERM from a CI system. */
  readonly interrupt: () => void;
}

export interface FaultWorldOptions {
  readonly config?: Partial<EnvironmentConfig>;
  readonly bootstrapped?: boolean;
  /** So many times faster than the machine's clock, on both sides of the wire. */
  readonly pace?: number;
}

/** One AWS call as the local cloud saw it. */
export interface SeenCall {
  readonly service: string;
  readonly operation: string;
  /** `OK`, AWS's error code, `NoAnswer`, or empty while it is being served. */
  readonly outcome: string;
}

/** Time that passes faster, for all who take part: what waits for seconds waits for tenths of them. */
function fastClock(pace: number) {
  const begun = Date.now();
  const now = () => begun + (Date.now() - begun) * pace;
  const clock: Clock = { now, wait: (milliseconds, signal) => systemClock.wait(milliseconds / pace, signal) };
  const local: LocalClock = { now, after: (milliseconds, callback) => localClock.after(milliseconds / pace, callback) };
  return { clock, local };
}

/**
 * An account in the real local cloud, over HTTP, in which gworld's verbs run with their real adapters on stacks that are small.
 * Faults are set as anybody sets them, through the local cloud's own addresses.
 */
export async function faultWorld(options: FaultWorldOptions = {}) {
  const dir = mkdtempSync(join(tmpdir(), "gworld-faults-"));
  const pace = options.pace ?? 10;
  const { clock, local } = fastClock(pace);
  const cloud = await serveCloud({ dir, clock: local });
  const config: EnvironmentConfig = { ...devConfig, ...options.config };
  const content = new Map<StackPart, PartContent>();
  const files = new Map<string, string>();
  const synth = smallStacks(content);
  const connect = (over: Partial<EnvironmentConfig> = {}): Connection => {
    const options = { region: over.region ?? config.region, endpoint: cloud.endpoint, credentials: localCredentials };
    const made = connectAws({ ...config, ...over }, options, clock);
    // What has no answer for a lease is measured by a clock of its own.
    return { ...made, locks: { ...made.locks, elapsed: () => performance.now() * pace } };
  };
  const start = (
    command: Command,
    argv: readonly string[],
    to: () => Connection = connect,
    answer?: boolean,
  ): Running => {
    const interruption = new AbortController();
    const ending = endingOf(command, argv, {
      to,
      signal: interruption.signal,
      made: fakeContext({ synth, files, config, ...(answer !== undefined && { answer }) }),
      clock,
    });
    return { ending, interrupt: () => interruption.abort() };
  };
  const run = (command: Command, ...argv: string[]) => start(command, argv).ending;
  const admin = async (path: string, body?: object, method = body === undefined ? "GET" : "POST") => {
    const response = await fetch(`${cloud.endpoint}/_gworld/${path}`, {
      method,
      ...(body && { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const world = {
    config,
    endpoint: cloud.endpoint,
    clock,
    content,
    files,
    connect,
    start,
    run,
    admin,
    /** A resource whose creation, update or deletion fails: `{ type, action, reason, times }`. */
    breakResource: (fault: object) => admin("faults", fault),
    /** Calls that fail: `{ service, operation, nth, times, code, latency, cut ... }`. */
    breakCalls: (fault: object) => admin("call-faults", fault),
    async mend() {
      await Promise.all([admin("faults", { clear: "true" }), admin("call-faults", { clear: "true" })]);
    },
    /** Calls since the last time they were forgotten. */
    calls: async (service?: string): Promise<readonly SeenCall[]> =>
      listOf(recordAtRoot(await admin(`calls${service === undefined ? "" : `?service=${service}`}`))["calls"]).map(
        (call) => ({
          service: textAt(call, "service") ?? "",
          operation: textAt(call, "operation") ?? "",
          outcome: textAt(call, "outcome") ?? "",
        }),
      ),
    /** How each deployment and each destruction ended, as the history tells, newest first. */
    told: async () =>
      listOf(recordAtRoot((await run(history)).result)["revisions"]).map((revision) => textAt(revision, "result")),
    forgetCalls: () => admin("calls", undefined, "DELETE"),
    statusOf: async (part: StackPart) =>
      (await connect().stacks(config.region).describe(`gworld-${config.name}-${part}`))?.status,
    async stop() {
      await cloud.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
  if (options.bootstrapped !== false) {
    const { exit, stderr } = await run(bootstrap, "--yes");
    if (exit !== 0) throw new Error(`Bootstrap ended with ${exit}: ${stderr}`);
  }
  return world;
}
export type FaultWorld = Awaited<ReturnType<typeof faultWorld>>;

interface Setting {
  readonly to: () => Connection;
  readonly signal: AbortSignal;
  readonly made: ReturnType<typeof fakeContext>;
  readonly clock: Clock;
}

async function endingOf(
  command: Command,
  argv: readonly string[],
  { to, signal, made, clock }: Setting,
): Promise<Ending> {
  const { context, io } = made;
  const connection = to();
  const own = {
    ...context,
    clock,
    signal,
    connect: async () => {
      await guardAccount(connection.config, connection.identity);
      return connection;
    },
    identity: async () => connection.identity,
    environment: async () => connection.config,
  };
  let error: GworldError | undefined;
  let code: ErrorCode | void = undefined;
  try {
    code = await command.run(parseArguments(command, argv), own);
  } catch (thrown) {
    if (!(thrown instanceof GworldError)) throw thrown;
    error = thrown;
  }
  const ended = error?.code ?? code;
  return {
    exit: ended === undefined ? 0 : exitCodes[ended],
    error,
    result: io.results[0],
    stdout: io.stdout(),
    stderr: io.stderr(),
  };
}

const recordAtRoot = (value: unknown) => (isRecord(value) ? value : {});
