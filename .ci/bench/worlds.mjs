// Snapshots and restores beside a bare SDK loop on the same server: memory, speed, what a second snapshot costs, pauses.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { cannedCloud } from "./canned.mjs";
import { median, processes } from "./child.mjs";

const most = { gzip: 2, zstd: 1.5, memoryMB: 250, newShare: 0.05, pauseMedianMs: 20, pauseMaxMs: 100 };
const sizes = {
  full: { agents: 40, memories: 500, rounds: 3, canned: 200_000, pauses: 20 },
  quick: { agents: 20, memories: 100, rounds: 1, canned: 20_000, pauses: 5 },
};
const dev = ["-e", "dev"];

/** Returns how many targets were missed. */
export async function worlds({ home, quick }) {
  const size = quick ? sizes.quick : sizes.full;
  const run = processes({ home });
  const table = results();
  try {
    const { endpoint } = (await run.gworld(["local", "start"])).answer;
    run.speakTo(endpoint);
    await run.gworld(["bootstrap", ...dev, "-y"]);
    await run.gworld(["deploy", ...dev, "-y", "--stack", "network", "security", "storage"]);
    const place = { run, endpoint, home, table, codec: codecOf(run.node), ...size };
    await run.script("bare.mjs", ["write", endpoint, "big@1", size.agents, size.memories].map(String));
    await run.script("bare.mjs", ["world", endpoint, "big@1", size.agents, size.memories].map(String));
    await speed(place);
    await second(place);
    await pauses(place);
    await vast(place);
  } finally {
    await run.gworld(["local", "stop"]).catch(() => undefined);
  }
  return table.missed();
}

const codecOf = (node) =>
  spawnSync(node, ["-p", "'createZstdCompress' in require('node:zlib')"], { encoding: "utf8" }).stdout.trim() === "true"
    ? "zstd"
    : "gzip";

/** Whole processes take turns, so that a busy moment of the machine hits all alike. */
async function speed({ run, endpoint, table, codec, agents, memories, rounds }) {
  const items = agents * memories;
  const times = { query: [], snapshot: [], write: [], restore: [] };
  const of = ["big@1", agents].map(String);
  const told = [];
  for (let round = 0; round < rounds; round += 1) {
    times.query.push(await run.script("bare.mjs", ["read", endpoint, ...of], { measured: true }));
    const taken = await run.gworld(["snapshot", "create", "big", "--full", ...dev], { measured: true });
    if (taken.answer.newBytes !== taken.answer.storedBytes) throw new Error("not everything was stored anew");
    times.snapshot.push(taken);
    const to = `bare${round}@1`;
    times.write.push(
      await run.script("bare.mjs", ["write", endpoint, to, agents, memories].map(String), { measured: true }),
    );
    const restore = ["restore", taken.answer.snapshotId, "--as", `copy-${round}`, "-y", ...dev];
    times.restore.push(await run.gworld(restore, { measured: true }));
    told.push(taken.answer);
    if (round + 1 < rounds) await emptyArchive(endpoint);
  }
  const plainMB = told[0].bytes / 1e6;
  console.log(`\n${items} memories of 1,024 numbers, ${plainMB.toFixed(0)} MB as lines, ${codec}, median of ${rounds}`);
  const line = (name, runs, floor) => {
    const seconds = median(runs.map((one) => one.seconds));
    const share = floor && seconds / median(floor.map((one) => one.seconds));
    const peak = Math.max(...runs.map((one) => one.peakMB));
    const cpu = median(runs.map((one) => one.cpuSeconds));
    const text = `${(items / seconds).toFixed(0).padStart(7)}/s ${(plainMB / seconds).toFixed(1).padStart(6)} MB/s  CPU ${cpu.toFixed(1)} s  peak ${peak.toFixed(0)} MB`;
    table.line(name, `${seconds.toFixed(2).padStart(6)} s ${text}`);
    if (share === undefined) return;
    table.check(`${name} beside it`, share, most[codec], "x");
    table.check(`${name}, peak`, peak, most.memoryMB, " MB");
  };
  line("bare Query loop", times.query);
  line("snapshot create", times.snapshot, times.query);
  line("bare BatchWriteItem loop", times.write);
  line("restore --as", times.restore, times.write);
}

/** Every chunk is to be stored again, and no snapshot rests on another. */
async function emptyArchive(endpoint) {
  const s3 = await client(endpoint);
  const Bucket = "gworld-dev-snapshots-000000000000-us-east-1";
  for (;;) {
    const { Contents = [] } = await s3.listObjectsV2({ Bucket });
    if (Contents.length === 0) break;
    await s3.deleteObjects({ Bucket, Delete: { Objects: Contents.map(({ Key }) => ({ Key })) } });
  }
  s3.destroy();
}

async function client(endpoint) {
  const { S3 } = await import("@aws-sdk/client-s3");
  const credentials = { accessKeyId: "AKIALOCAL", secretAccessKey: "local" };
  return new S3({ endpoint, region: "us-east-1", forcePathStyle: true, credentials });
}

/** One memory in a hundred is new: every agent has some. */
async function second({ run, endpoint, table, agents, memories }) {
  const first = (await run.gworld(["snapshot", "list", "big", ...dev])).answer.snapshots[0];
  const more = memories + Math.ceil(memories / 100);
  await run.script("bare.mjs", ["write", endpoint, "big@1", agents, more, memories].map(String));
  await run.script("bare.mjs", ["world", endpoint, "big@1", agents, more].map(String));
  const { answer, seconds } = await run.gworld(["snapshot", "create", "big", ...dev]);
  console.log(`\nA second snapshot, after 1 % new memories (${seconds.toFixed(2)} s)`);
  table.check("bytes stored, of the first", answer.newBytes / first.storedBytes, most.newShare, "");
}

async function pauses({ run, table, pauses: count }) {
  await run.gworld(["worlds", "create", "town", "--demo", "--yes", ...dev]);
  const engine = run.start(["worlds", "simulate", "town", "--rate", "100", ...dev]);
  let receipt = "";
  engine.stdout.on("data", (text) => (receipt += text));
  const ended = new Promise((done) => engine.once("close", done));
  const taken = [];
  for (let one = 0; one < count; one += 1)
    taken.push((await run.gworld(["snapshot", "create", "town", ...dev])).answer);
  engine.kill("SIGINT");
  await ended;
  const { conversations, seconds, pauses: seen } = JSON.parse(receipt);
  const milliseconds = taken.map(({ pauseMs }) => pauseMs);
  const rate = (conversations / seconds).toFixed(0);
  console.log(
    `\nPauses of a world in ${count} snapshots, at ${rate} conversations/s; its engine saw ${JSON.stringify(seen)}`,
  );
  table.check("not exact", taken.filter(({ consistency }) => consistency !== "tick").length, 0, "");
  table.check("median", median(milliseconds), most.pauseMedianMs, " ms");
  table.check("longest", Math.max(...milliseconds), most.pauseMaxMs, " ms");
}

/** A world too great to store here: what counts is the memory it takes. */
async function vast({ run, endpoint, home, table, canned }) {
  const agents = 40;
  const memories = canned / agents;
  await run.script("bare.mjs", ["world", endpoint, "vast@1", agents, memories].map(String));
  const cloud = await cannedCloud({ endpoint, dir: join(home, "chunks"), worldId: "vast", agents, memories });
  run.speakTo(cloud.endpoint);
  try {
    console.log(`\n${canned} memories, made up as they are asked for`);
    const taken = await run.gworld(["snapshot", "create", "vast", ...dev], { measured: true });
    report(table, "snapshot create", taken, { items: cloud.counts.read, of: canned });
    const restored = await run.gworld(["restore", taken.answer.snapshotId, "--as", "vast-copy", "-y", ...dev], {
      measured: true,
    });
    report(table, "restore --as", restored, { items: cloud.counts.written, of: canned });
  } finally {
    run.speakTo(endpoint);
    cloud.close();
  }
}

function report(table, name, { seconds, peakMB }, { items, of }) {
  if (items !== of) throw new Error(`${name}: ${items} memories of ${of}`);
  table.line(name, `${seconds.toFixed(1)} s ${(items / seconds).toFixed(0)}/s`);
  table.check(`${name}, peak`, peakMB, most.memoryMB, " MB");
}

function results() {
  let count = 0;
  return {
    line: (name, text) => console.log(`  ${name.padEnd(28)} ${text}`),
    check(name, value, target, unit) {
      const late = value > target;
      if (late) count += 1;
      const rounded = Number.isInteger(value) ? value : value < 1 ? value.toFixed(4) : value.toFixed(2);
      console.log(`  ${name.padEnd(28)} ${rounded}${unit}, at most ${target}${unit}${late ? "  MISSED" : ""}`);
    },
    missed: () => count,
  };
}
