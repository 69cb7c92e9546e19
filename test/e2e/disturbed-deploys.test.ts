import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import {
  CloudFormationClient,
  ListChangeSetsCommand,
  paginateDescribeStackEvents,
  type StackEvent,
} from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chance } from "../../src/local/chance.ts";
import { stackParts } from "../../src/model/graph.ts";
import { isRecord, listOf, textAt } from "../../src/model/json.ts";
import { workplace, type Workplace } from "./gworld.ts";

/** A proof of an hour for 200 rounds, run when it is asked for; the ways are tried one by one in other tests. */
const rounds = Number(process.env["GWORLD_PROOF_ROUNDS"] ?? 0);
const seed = Number(process.env["GWORLD_PROOF_SEED"] ?? 1);
const local = ["--env", "local", "--yes"];
const stacks = stackParts.map((part) => `gworld-local-${part}`);

const ways = ["SIGKILL", "SIGTERM", "SIGINT", "network", "credentials"] as const;
type Way = (typeof ways)[number];

/** Five minutes without a network, a hundred times faster. */
const offlineMs = 3_000;
const timeScale = 0.002;

describe.skipIf(rounds === 0)("a deploy that is disturbed at any moment (GWORLD_PROOF_ROUNDS)", () => {
  let place: Workplace;
  let endpoint = "";
  beforeAll(async () => {
    place = await workplace();
    const started = await place.json(["local", "start", "--time-scale", String(timeScale)]);
    endpoint = isRecord(started) ? (textAt(started, "endpoint") ?? "") : "";
    await place.json(["deploy", ...local]);
  }, 300_000);
  afterAll(() => place.remove());

  test(
    `${rounds} times the next deploy converges, nothing is left over, and the history is true`,
    { timeout: rounds * 120_000 },
    async () => {
      const told: Record<string, number> = {};
      for (let round = 1; round <= rounds; round++) {
        const way = ways[round % ways.length] ?? "SIGKILL";
        const fresh = round % 7 === 0;
        if (fresh) await place.json(["destroy", ...local, "--with-data"]);
        await change(place, round);
        const before = { events: fresh ? new Set<string>() : await eventIds(endpoint), revision: await newest(place) };
        const code = await disturbed({ place, endpoint }, way, chance(seed, round) * (fresh ? 9_000 : 5_000));
        const key = `${way} ${code}`;
        told[key] = (told[key] ?? 0) + 1;
        const { code: again, stderr } = await place.run(["deploy", ...local]);
        const found = {
          again,
          said: again === 0 ? "" : stderr,
          ...(await findings({ place, endpoint }, { ...before, code })),
        };
        expect.soft({ round, way, code, ...found }).toEqual({ round, way, code, again: 0, said: "", ...sound });
      }
      console.log(JSON.stringify(told));
    },
  );
});

interface Site {
  readonly place: Workplace;
  readonly endpoint: string;
}

interface Before {
  readonly events: ReadonlySet<string>;
  readonly revision: number;
}

interface Disturbance extends Before {
  /** What the process ended with. */
  readonly code: number | string;
}

/** Something for the next deploy to do, in one stack or in several. */
const change = ({ dir }: Workplace, round: number) =>
  writeFile(
    join(dir, "gworld.yaml"),
    `environments:\n  local:\n    logs:\n      retentionDays: ${[7, 14, 30][round % 3]}\n    services:\n      agent-runtime:\n        memory: ${round % 2 === 0 ? 1024 : 2048}\n`,
  );

/** Deploys, and disturbs it after so many milliseconds; answers what the process ended with. */
async function disturbed({ place, endpoint }: Site, way: Way, after: number): Promise<number | string> {
  const running = place.start(["deploy", ...local]);
  running.stdout?.resume();
  running.stderr?.resume();
  const ended = once(running, "exit");
  await Promise.race([pause(after), ended]);
  if (way === "network") await failing(endpoint, { cut: "request" }, offlineMs);
  else if (way === "credentials") await failing(endpoint, { code: "ExpiredToken", status: 403 }, offlineMs);
  else running.kill(way);
  await ended;
  return running.exitCode ?? running.signalCode ?? "";
}

async function failing(endpoint: string, fault: object, milliseconds: number) {
  const route = `${endpoint}/_gworld/call-faults`;
  await fetch(route, { method: "POST", body: JSON.stringify(fault) });
  await pause(milliseconds);
  await fetch(route, { method: "DELETE" });
}

/** What must not be found after a deploy that did all. */
const sound = { incomplete: [], lock: "FREE", changeSets: [], untold: [], invented: [], open: [], results: [] };

/** What of it is found: rows must say of every stack what its events say, and only the last may say that all was done. */
async function findings({ place, endpoint }: Site, before: Disturbance) {
  const [status, lock, history, all] = await Promise.all([
    place.json(["status", "--env", "local"]),
    place.json(["lock", "show", "--env", "local"]),
    rows(place),
    eventsOf(endpoint),
  ]);
  const since = history.filter(({ revision, command }) => revision > before.revision && command === "deploy");
  const ends = since.flatMap((row) => row.stacks);
  const told = new Set(ends.map(({ name, status: left }) => `${name} ${left}`));
  const seen = new Set(all.filter(({ EventId = "" }) => !before.events.has(EventId)).flatMap(endOf));
  return {
    incomplete: recordsOf(isRecord(status) ? status["stacks"] : []).filter((stack) => !isComplete(stack)),
    lock: textAt(lock, "state"),
    changeSets: await changeSets(endpoint),
    untold: [...seen].filter((one) => !told.has(one)),
    invented: [...told].filter((one) => !seen.has(one)),
    open: ends.filter(({ end }) => end === "going" || end === "unknown"),
    results: since.map(({ result }) => result).filter((result, at) => !mayBe(result, before.code, at === 0)),
  };
}

/** Failed is what has said so: with 1, or with 6 where the end could not be verified. Only the newest is known to be done. */
const mayBe = (result: string, code: number | string, isNewest: boolean) =>
  result === "failed"
    ? code === 1 || code === 6
    : result === "interrupted" || result === "detached" || (isNewest && result === "deployed");

const isComplete = (stack: unknown) => /^(?:CREATE|UPDATE)_COMPLETE$/.test(textAt(stack, "status") ?? "");

/** What an operation on a whole stack ended with. */
const endOf = ({ StackName, StackId, PhysicalResourceId, ResourceStatus }: StackEvent): readonly string[] =>
  StackId === PhysicalResourceId && /_(?:COMPLETE|FAILED)$/.test(ResourceStatus ?? "")
    ? [`${StackName} ${ResourceStatus}`]
    : [];

interface Row {
  readonly revision: number;
  readonly command: string;
  readonly result: string;
  readonly stacks: readonly { readonly name: string; readonly status: string; readonly end: string }[];
}

async function rows(place: Workplace): Promise<readonly Row[]> {
  const told = await place.json(["history", "--env", "local"]);
  return recordsOf(isRecord(told) ? told["revisions"] : []).map((row) => ({
    revision: Number(row["revision"]),
    command: textAt(row, "command") ?? "",
    result: textAt(row, "result") ?? "",
    stacks: recordsOf(row["stacks"]).map((stack) => ({
      name: textAt(stack, "name") ?? "",
      status: textAt(stack, "status") ?? "",
      end: textAt(stack, "end") ?? "",
    })),
  }));
}

const recordsOf = (value: unknown) => listOf(value).filter(isRecord);

const newest = async (place: Workplace) => Math.max(0, ...(await rows(place)).map(({ revision }) => revision));

const clientOf = (endpoint: string) =>
  new CloudFormationClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });

async function eventsOf(endpoint: string): Promise<readonly StackEvent[]> {
  const client = clientOf(endpoint);
  const each = await Promise.all(
    stacks.map(async (StackName) => {
      const events: StackEvent[] = [];
      for await (const page of paginateDescribeStackEvents({ client }, { StackName }))
        events.push(...(page.StackEvents ?? []));
      return events;
    }),
  );
  client.destroy();
  return each.flat();
}

const eventIds = async (endpoint: string) => new Set((await eventsOf(endpoint)).map(({ EventId = "" }) => EventId));

async function changeSets(endpoint: string): Promise<readonly string[]> {
  const client = clientOf(endpoint);
  const each = await Promise.all(
    stacks.map(async (StackName) => {
      const { Summaries = [] } = await client.send(new ListChangeSetsCommand({ StackName }));
      return Summaries.map(({ ChangeSetName }) => `${StackName} ${ChangeSetName}`);
    }),
  );
  client.destroy();
  return each.flat();
}
