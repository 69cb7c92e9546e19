// `gworld logs --json` beside a bare SDK loop, and the AWS CLI where there is one, on the same canned pages: speed, memory, first line.
import { spawn, spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { bin, median, processes } from "./child.mjs";
import { cannedLogs } from "./canned-logs.mjs";

const most = { time: 1.3, memoryMB: 130, first: 1.5 };
const sizes = { full: { events: 200_000, rounds: 3 }, quick: { events: 20_000, rounds: 1 } };
const group = "/gworld/dev/agent-runtime";

/** Returns how many targets were missed. */
export async function logs({ home, quick }) {
  const { events, rounds } = quick ? sizes.quick : sizes.full;
  const run = processes({ home });
  const to = Date.now() - 60_000;
  const from = to - 3_000_000;
  let cloud;
  let missed = 0;
  const check = (name, value, target, unit) => {
    if (value > target) missed += 1;
    const verdict = value > target ? "  MISSED" : "";
    console.log(`  ${name.padEnd(34)} ${value.toFixed(2)}${unit}, at most ${target}${unit}${verdict}`);
  };
  try {
    const { endpoint } = (await run.gworld(["local", "start"])).answer;
    cloud = await cannedLogs({ endpoint, group, events, from, to });
    run.speakTo(cloud.endpoint);
    const place = { run, home, rounds, events };
    const bare = ["all", "first"].map((what) => [
      join(import.meta.dirname, "bare-logs.mjs"),
      what,
      cloud.endpoint,
      group,
      from,
    ]);
    const own = [bin, "logs", "agent-runtime", "-e", "dev", "--since", new Date(from).toISOString(), "--json"];
    console.log(`\n${events} events of 20 streams in ${cloud.pages} pages, median of ${rounds}`);
    const [floor, reading] = await inTurns(place, [bare[0], own]);
    tell("bare FilterLogEvents loop", floor, events);
    tell("gworld logs --json", reading, events);
    check("time, of the bare loop's", reading.seconds / floor.seconds, most.time, "x");
    check("gworld, peak", reading.peakMB, most.memoryMB, " MB");
    const [one, first] = await inTurns({ ...place, firstLine: true, rounds: rounds * 3 }, [bare[1], own]);
    console.log(`\nFirst line: start-up and one call ${ms(one)}, gworld logs | head -1 ${ms(first)}`);
    check("first line, of the floor's", first.seconds / one.seconds, most.first, "x");
    await awsCli(run, events, from);
  } finally {
    cloud?.close();
    await run.gworld(["local", "stop"]).catch(() => undefined);
  }
  return missed;
}

const ms = ({ seconds }) => `${(seconds * 1_000).toFixed(0)} ms`;

function tell(name, { seconds, peakMB, cpuSeconds }, events) {
  const rate = (events / seconds).toFixed(0).padStart(7);
  console.log(
    `  ${name.padEnd(34)} ${seconds.toFixed(2)} s ${rate}/s  CPU ${cpuSeconds.toFixed(2)} s  peak ${peakMB.toFixed(0)} MB`,
  );
}

/** Programs take turns, so that a busy moment of the machine hits all alike. Of each the median, and the greatest peak. */
async function inTurns({ run, home, rounds, firstLine = false }, programs) {
  const runs = programs.map(() => []);
  for (let round = 0; round < rounds; round += 1)
    for (const [index, args] of programs.entries())
      runs[index].push(await timed(run, home, args.map(String), firstLine));
  return runs.map((all) => ({
    seconds: median(all.map(({ seconds }) => seconds)),
    cpuSeconds: median(all.map(({ cpuSeconds }) => cpuSeconds)),
    peakMB: Math.max(...all.map(({ peakMB }) => peakMB)),
  }));
}

/** To the end with its output thrown away, or until the first line, after which nobody reads any more. */
async function timed({ node, env }, home, args, firstLine) {
  const peakFile = join(home, "peak");
  const begun = performance.now();
  const child = spawn(node, ["--import", join(import.meta.dirname, "peak.mjs"), ...args], {
    env: { ...env, GWORLD_BENCH_PEAK: peakFile },
    stdio: ["ignore", firstLine ? "pipe" : "ignore", "pipe"],
  });
  let words = "";
  child.stderr.on("data", (text) => (words += text));
  const ended = new Promise((done) => child.once("close", done));
  if (firstLine) await new Promise((done) => child.stdout.once("data", done).once("close", done));
  const read = performance.now();
  child.stdout?.destroy();
  const code = await ended;
  const seconds = ((firstLine ? read : performance.now()) - begun) / 1_000;
  if (firstLine) return { seconds, cpuSeconds: 0, peakMB: 0 };
  if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}: ${words.slice(-2_000)}`);
  const { maxRSS, cpuMicroseconds } = JSON.parse(readFileSync(peakFile, "utf8"));
  rmSync(peakFile);
  return { seconds, peakMB: maxRSS / 1_024, cpuSeconds: cpuMicroseconds / 1e6 };
}

async function awsCli({ env }, events, from) {
  const known = spawnSync("aws", ["--version"], { encoding: "utf8" });
  if (known.status !== 0) {
    console.log("\nThe AWS CLI is not on the PATH: skipped.");
    return;
  }
  // Version 1 has no `tail`.
  const isFirst = (known.stdout || known.stderr).startsWith("aws-cli/1.");
  const args = isFirst
    ? ["logs", "filter-log-events", "--log-group-name", group, "--start-time", String(from), "--output", "json"]
    : ["logs", "tail", group, "--since", new Date(from).toISOString()];
  const begun = performance.now();
  const child = spawn("aws", args, {
    env: { ...env, AWS_DEFAULT_REGION: "us-east-1" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let words = "";
  child.stderr.on("data", (text) => (words += text));
  const code = await new Promise((done) => child.once("close", done));
  const seconds = (performance.now() - begun) / 1_000;
  if (code !== 0) throw new Error(`aws ${args.join(" ")} ended with ${code}: ${words.slice(-2_000)}`);
  console.log(`\naws ${args.slice(0, 2).join(" ")}: ${seconds.toFixed(2)} s ${(events / seconds).toFixed(0)}/s`);
}
