// The local cloud: how long it takes to be ready, what it holds when it idles, and how long the seven stacks take at time scale 0.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { median, processes } from "./child.mjs";

const targets = { startMs: 700, idleMB: 120, deploySeconds: 5 };

/** Returns how many targets were missed. */
export async function local({ home, quick }) {
  const { gworld, node, env } = processes({ home: join(home, "local") });
  const rounds = quick ? 3 : Number(process.env.GWORLD_BENCH_ROUNDS ?? 7);
  try {
    const start = await starts(gworld, { node, env, rounds });
    const deployed = await deploy(gworld, rounds);
    const floorMB = Number(spawnSync(node, ["-p", "process.memoryUsage().rss"], { env }).stdout) / 1e6;
    console.log(`\nLocal cloud (medians of ${rounds})`);
    return [
      row("start: gworld local start, until ready", start.gworld, {
        target: targets.startMs,
        unit: "ms",
        floor: start.bare,
      }),
      row("start: the background process alone", start.ready, { unit: "ms", floor: start.bare }),
      row("idle after a deploy, resident", deployed.idleMB, { target: targets.idleMB, unit: "MB", floor: floorMB }),
      row("seven stacks: gworld deploy", deployed.seconds, {
        target: targets.deploySeconds,
        unit: "s",
        floor: start.bare / 1_000,
      }),
      row("seven stacks: from the first event to the last", deployed.eventSeconds, { unit: "s", floor: 0 }),
    ].filter((missed) => missed).length;
  } finally {
    await gworld(["local", "reset", "--yes"]).catch(() => {});
  }
}

/** The floor is what a Node that does nothing takes. */
async function starts(gworld, { node, env, rounds }) {
  const times = { bare: [], gworld: [], ready: [] };
  for (let round = 0; round < rounds; round += 1) {
    const begun = performance.now();
    spawnSync(node, ["-e", "0"], { env });
    times.bare.push(performance.now() - begun);
    const spawned = Date.now();
    const { answer, seconds } = await gworld(["local", "start"]);
    times.gworld.push(seconds * 1_000);
    times.ready.push(Date.parse(answer.startedAt) - spawned);
    await gworld(["local", "stop"]);
  }
  return Object.fromEntries(Object.entries(times).map(([name, all]) => [name, median(all)]));
}

async function deploy(gworld, rounds) {
  const found = { seconds: [], eventSeconds: [], idleMB: [] };
  for (let round = 0; round < Math.min(3, rounds); round += 1) {
    await gworld(["local", "reset", "--yes"]);
    await gworld(["bootstrap", "--env", "local", "--yes"]);
    const { seconds } = await gworld(["deploy", "--env", "local", "--yes"]);
    const { answer } = await gworld(["local", "status"]);
    found.seconds.push(seconds);
    found.eventSeconds.push(await eventSeconds(answer.endpoint));
    await new Promise((done) => setTimeout(done, 5_000));
    found.idleMB.push(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${answer.pid}/status`, "utf8"))?.[1]) / 1_024);
  }
  return Object.fromEntries(Object.entries(found).map(([name, all]) => [name, median(all)]));
}

/** From the first event of the environment's stacks to the last. */
async function eventSeconds(endpoint) {
  const { CloudFormationClient, ListStacksCommand, paginateDescribeStackEvents } =
    await import("@aws-sdk/client-cloudformation");
  const times = [];
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new CloudFormationClient({ endpoint, region: "us-east-1", credentials });
  const { StackSummaries = [] } = await client.send(new ListStacksCommand({}));
  for (const { StackName } of StackSummaries.filter(({ StackName: name }) => name.startsWith("gworld-local-")))
    for await (const { StackEvents = [] } of paginateDescribeStackEvents({ client }, { StackName }))
      times.push(...StackEvents.map(({ Timestamp }) => Timestamp.getTime()));
  client.destroy();
  return times.length === 0 ? Number.NaN : (Math.max(...times) - Math.min(...times)) / 1_000;
}

function row(name, value, { target, unit, floor }) {
  const missed = target !== undefined && !(value <= target);
  const figure = (number) => `${number.toFixed(unit === "s" ? 1 : 0)} ${unit}`;
  const said = target === undefined ? "" : `target ${figure(target)}${missed ? ", missed" : ""}`;
  console.log(`  ${name.padEnd(48)} ${figure(value).padStart(9)}   floor ${figure(floor).padStart(7)}   ${said}`);
  return missed;
}
