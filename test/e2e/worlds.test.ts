import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { builtPlace, killAfter, list, running, type BuiltPlace } from "../worlds/built.ts";
import { liveWorld } from "../worlds/live.ts";
import { numberAt, record, textOf, type Row } from "../worlds/rows.ts";

/** Snapshots in a row, kills of each command, and where those are: a full proof takes 20 of each, at 100 conversations a second. */
const rounds = Number(process.env["GWORLD_PROOF_ROUNDS"] ?? 3);
const kills = Number(process.env["GWORLD_PROOF_KILLS"] ?? 3);
const seed = Number(process.env["GWORLD_PROOF_SEED"] ?? 1);
/** An engine, its cloud and a command share the cores of whoever tests: a hundred a second leave the commands few of them. */
const rate = process.env["GWORLD_PROOF_RATE"] ?? "25";
const memories = process.env["GWORLD_PROOF_MEMORIES"] ?? "10";
const local = ["-e", "local"];

let place: BuiltPlace;
beforeAll(async () => {
  place = await builtPlace();
  const size = ["--agents", "5", "--memories", memories, "--dimensions", "8"];
  await place.json(["worlds", "create", "town", "--demo", "--memories", "2", "--dimensions", "8", "-y", ...local]);
  await place.json(["worlds", "create", "hamlet", "--demo", ...size, "-y", ...local]);
});
afterAll(() => place.remove());

const create = (world: string) => ["snapshot", "create", world, "--full", ...local];
const restore = (snapshot: Row, ...flags: readonly string[]) => [
  "restore",
  String(snapshot["snapshotId"]),
  "-y",
  ...flags,
  ...local,
];

async function timed(args: readonly string[]) {
  const begun = performance.now();
  const answer = record(await place.json(args));
  return { answer, milliseconds: performance.now() - begun };
}

/** Moments spread over the life of a command, each at random within its share. */
function moments(life: number): number[] {
  let state = seed;
  return Array.from({ length: kills }, (_, index) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.round((life * (index + state / 2 ** 31)) / kills);
  });
}

/** Kills a command at a moment, looks at what it left, and runs it again: it must end well. */
async function killed(args: readonly string[], moment: number, look: () => Promise<string>): Promise<Row> {
  const ended = await killAfter(place.start([...args, "--json"]), moment);
  const left = await look();
  const { answer, milliseconds } = await timed(args);
  const line = `${moment} ms of ${args[0]} (${ended}): ${left}; again in ${Math.round(milliseconds)} ms\n`;
  if (kills > 3) process.stdout.write(line);
  return answer;
}

/** Nothing is held, claimed or half done. */
async function openEnds(): Promise<readonly string[]> {
  const [entries, worlds] = await Promise.all([place.rows("Snapshots"), place.rows("Worlds")]);
  const isOpen = (row: Row) => /^LEASE#|#P#/.test(textOf(row, "entry")) || textOf(row, "state").endsWith("ING");
  return [
    ...entries.filter(isOpen).map((row) => textOf(row, "entry")),
    ...worlds.filter((row) => "restoring" in row || "fence" in row).map((row) => textOf(row, "worldId")),
  ];
}

async function unfinished(): Promise<readonly Row[]> {
  const listed = list(await place.json(["snapshot", "list", ...local]), "snapshots");
  return listed.filter(({ state, interrupted }) => state !== "COMPLETE" || interrupted === true);
}

/** Everything but what a run that was killed may leave for the next. */
const withoutClaims = (row: Row = {}): Row =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !claims.has(name)));
const claims = new Set(["restoring", "fence", "lastGen", "updatedAt"]);

describe.sequential(`a world with ${rate} conversations a second`, () => {
  let engine: ReturnType<typeof running>;
  beforeAll(() => {
    engine = running(place, ["worlds", "simulate", "town", "--rate", rate, ...local]);
  });

  test("is snapshot whole, each time at one tick", async () => {
    const taken: Row[] = [];
    const checks: ReturnType<BuiltPlace["check"]>[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const answer = record(await place.json(["snapshot", "create", "town", ...local]));
      taken.push(answer);
      // Read while the next one is taken.
      checks.push(place.check("town", String(answer["snapshotId"])));
    }
    const checked = await Promise.all(checks);
    expect(checked.map(({ problems }) => problems)).toEqual(taken.map(() => []));
    const wish = taken.map(({ tick }) => ({ consistency: "tick", pauseMs: expect.any(Number), tick }));
    expect(checked.map(({ manifest }) => manifest)).toMatchObject(wish);
    expect(new Set(taken.map(({ tick }) => tick)).size).toBe(rounds);
  }, 600_000);

  test("is snapshot whole by a command that is run again after it was killed outright", async () => {
    const { milliseconds } = await timed(create("town"));
    const checks: ReturnType<BuiltPlace["check"]>[] = [];
    for (const moment of moments(milliseconds)) {
      const taken = await killed(create("town"), moment, async () => {
        const open = (await place.rows("Snapshots")).filter((row) => textOf(row, "state") === "CREATING");
        const parts = await place.rows("Snapshots", { key: "entry", begins: `${textOf(open[0] ?? {}, "entry")}#P#` });
        return `${open.length} unfinished, ${open.length > 0 ? parts.length : 0} checkpoints`;
      });
      expect(await openEnds()).toEqual([]);
      checks.push(place.check("town", String(taken["snapshotId"])));
    }
    expect((await Promise.all(checks)).flatMap(({ problems }) => problems)).toEqual([]);
    expect(await unfinished()).toEqual([]);
  }, 600_000);

  test("was never stopped by any of them", async () => {
    const { code, answer } = await engine.end("SIGINT");
    expect(code).toBe(0);
    expect(answer["ticks"]).toBeGreaterThan(rounds);
    expect(await place.world("town")).toMatchObject({ status: { S: "active" }, tick: { N: String(answer["tick"]) } });
  });
});

describe.sequential("a restore that is killed outright and run again", () => {
  let snapshots: readonly [Row, Row];
  let life = 0;
  beforeAll(async () => {
    const one = record(await place.json(create("hamlet")));
    await place.json(["worlds", "simulate", "hamlet", "--ticks", "3", "--rate", "100", ...local]);
    snapshots = [one, record(await place.json(create("hamlet")))];
  });

  test("makes one new world, right in every row", async () => {
    const [snapshot] = snapshots;
    life = (await timed(restore(snapshot, "--as", "copy"))).milliseconds;
    for (const [index, moment] of moments(life).entries()) {
      const as = `copy-${index}`;
      const restored = await killed(restore(snapshot, "--as", as), moment, async () => {
        const row = await place.world(as);
        return row === undefined ? "no world" : textOf(row, "status");
      });
      expect(restored).toMatchObject({ worldId: as, mode: "new" });
      expect(await liveWorld(place, as)).toMatchObject({
        contentHash: snapshot["contentHash"],
        row: { status: { S: "paused" } },
      });
      expect(await openEnds()).toEqual([]);
    }
  }, 600_000);

  test("shows the old world whole until it shows the new one whole", async () => {
    let [next, other] = snapshots;
    for (const moment of moments(life)) {
      const before = await liveWorld(place, "hamlet");
      await killed(restore(next), moment, async () => {
        const now = await liveWorld(place, "hamlet");
        const flipped = now?.gen !== before?.gen;
        expect(now?.contentHash).toBe(flipped ? next["contentHash"] : before?.contentHash);
        expect(withoutClaims(now?.row)).toEqual(withoutClaims((flipped ? now : before)?.row));
        return flipped ? "the new world" : "restoring" in (now?.row ?? {}) ? "a claim" : "nothing";
      });
      const after = await liveWorld(place, "hamlet");
      expect(after?.contentHash).toBe(next["contentHash"]);
      expect(after?.gen).toBeGreaterThan(before?.gen ?? 0);
      expect(await openEnds()).toEqual([]);
      [next, other] = [other, next];
    }
    expect(await unfinished()).toEqual([]);
  }, 600_000);

  test("takes its world from an engine that runs it: not one more row is written", async () => {
    const tick = async () => numberAt((await place.world("hamlet")) ?? {}, "tick");
    const before = await tick();
    const engine = running(place, ["worlds", "simulate", "hamlet", "--rate", "50", ...local]);
    while ((await tick()) === before && !engine.over());
    const { answer } = await timed(restore(snapshots[0]));
    const { code, told } = await engine.end();
    expect(code).toBe(11);
    expect(told).toContain("WORLD_FENCED");
    expect(answer).toMatchObject({ result: "restored", mode: "replace" });
    expect((await liveWorld(place, "hamlet"))?.contentHash).toBe(snapshots[0]["contentHash"]);
  });
});
