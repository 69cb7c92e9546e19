import { listed, numberAt, record, textOf, valueOf, type Row, type Rows } from "./rows.ts";

/** What a row of the Worlds table says of where and how a world lives. */
export const worldPlaces = [
  "worldId",
  "status",
  "status#shard",
  "gen",
  "lastGen",
  "epoch",
  "fence",
  "engine",
  "restoring",
  "retired",
];
const bucketRows = 8_192;

/** What keeps the rows of a demo world from being as they stood at the manifest's tick. */
export function checkRows(manifest: Row, rows: Rows): string[] {
  const [tick, seq] = [Number(manifest["tick"]), Number(manifest["seq"])];
  return [
    ...checkWorld(rows.world, tick, seq),
    ...newerThan(rows, tick, seq),
    ...checkSequence(rows, seq),
    ...checkEvents(rows),
    ...checkAgents(rows),
    ...checkBuckets(rows.memories),
  ];
}

function checkWorld([world, ...more]: readonly Row[], tick: number, seq: number): string[] {
  if (world === undefined || more.length > 0) return ["there is not one row of the world"];
  const problems = worldPlaces.filter((name) => name in world).map((name) => `the world's row tells its ${name}`);
  if (numberAt(world, "tick") !== tick) problems.push("the world's row is of another tick");
  if (numberAt(world, "seqCommitted") !== seq) problems.push("the world's row is of another seq");
  return problems;
}

/** Sort keys say the same as attributes, and neither is later than the moment. */
function newerThan(rows: Rows, tick: number, seq: number): string[] {
  const problems: string[] = [];
  for (const part of ["agents", "memories", "objects", "events"] as const)
    for (const row of rows[part])
      if (!(numberAt(row, "tick") <= tick))
        problems.push(`${part}: a row is of tick ${valueOf(row, "tick", "N")}, after ${tick}`);
  for (const row of rows.memories)
    if (Number(textOf(row, "seq")) > seq) problems.push(`memory ${textOf(row, "seq")} came after ${seq}`);
  for (const row of rows.events) {
    const [atTick, atSeq] = textOf(row, "tick#seq").split("#").map(Number);
    if (atTick !== numberAt(row, "tick") || atSeq !== numberAt(row, "seq"))
      problems.push(`event ${textOf(row, "tick#seq")} says otherwise in its key`);
    if ((atSeq ?? Infinity) > seq) problems.push(`event ${textOf(row, "tick#seq")} came after ${seq}`);
  }
  return problems;
}

/** A demo world numbers its rows without a gap: any row that is missing, doubled or too many shows. */
function checkSequence(rows: Rows, seq: number): string[] {
  const seen = new Set<number>();
  const problems: string[] = [];
  for (const one of [
    ...rows.memories.map((row) => Number(textOf(row, "seq"))),
    ...rows.events.map((row) => numberAt(row, "seq")),
  ]) {
    if (seen.has(one)) problems.push(`seq ${one} is there twice`);
    seen.add(one);
  }
  const missing: number[] = [];
  for (let one = 1; one <= seq; one += 1) if (!seen.has(one)) missing.push(one);
  if (missing.length > 0) problems.push(`${missing.length} of ${seq} rows are missing, the first of seq ${missing[0]}`);
  return problems;
}

const memoryName = (row: Row) => `${textOf(row, "agentId")} ${textOf(row, "seq")}`;

function checkEvents({ events, memories }: Rows): string[] {
  const there = new Map(memories.map((row) => [memoryName(row), numberAt(row, "tick")]));
  const problems: string[] = [];
  for (const event of events)
    for (const value of listed(record(event["memories"])["L"])) {
      const name = memoryName(record(record(value)["M"]));
      const tick = there.get(name);
      if (tick === undefined) problems.push(`event ${textOf(event, "tick#seq")} lacks memory ${name}`);
      else if (tick !== numberAt(event, "tick")) problems.push(`memory ${name} is of another tick than its event`);
    }
  return problems;
}

/** An agent of a demo world changes exactly when it remembers something: its row is of the tick of its last memory. */
function checkAgents({ agents, memories }: Rows): string[] {
  const problems: string[] = [];
  const own = new Map<string, { count: number; last: number }>();
  for (const row of memories) {
    const { count, last } = own.get(textOf(row, "agentId")) ?? { count: 0, last: 0 };
    own.set(textOf(row, "agentId"), { count: count + 1, last: Math.max(last, numberAt(row, "tick")) });
  }
  for (const agent of agents) {
    const name = textOf(agent, "agentId");
    const { count, last } = own.get(name) ?? { count: 0, last: 0 };
    if (numberAt(agent, "memoryCount") !== count)
      problems.push(`${name} counts ${valueOf(agent, "memoryCount", "N")} memories of ${count}`);
    if (count > 0 && numberAt(agent, "tick") !== last)
      problems.push(`${name} is of tick ${numberAt(agent, "tick")}, its last memory of ${last}`);
    if (textOf(agent, "g#place") !== `#${textOf(agent, "place")}`) problems.push(`${name} is in two places`);
    if (
      record(record(agent["state"])["M"])["since"] !== undefined &&
      numberAt(record(record(agent["state"])["M"]), "since") !== numberAt(agent, "tick")
    )
      problems.push(`${name} is in a state of another tick`);
  }
  for (const name of own.keys())
    if (!agents.some((agent) => textOf(agent, "agentId") === name)) problems.push(`${name} is missing`);
  return problems;
}

/** The nth memory of an agent, in the order of seq, lies in bucket n / 8192. */
function checkBuckets(memories: readonly Row[]): string[] {
  const byAgent = new Map<string, Row[]>();
  for (const row of memories) {
    const own = byAgent.get(textOf(row, "agentId")) ?? [];
    own.push(row);
    byAgent.set(textOf(row, "agentId"), own);
  }
  const problems: string[] = [];
  for (const [name, own] of byAgent)
    own
      .toSorted((a, b) => (textOf(a, "seq") < textOf(b, "seq") ? -1 : 1))
      .forEach((row, index) => {
        if (textOf(row, "g#agentId#bucket") !== `#${name}#${Math.floor(index / bucketRows)}`)
          problems.push(`memory ${memoryName(row)} lies in ${textOf(row, "g#agentId#bucket")}`);
      });
  return problems;
}
