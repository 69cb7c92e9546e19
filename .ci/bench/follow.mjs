// A real `gworld logs -f --json` beside a feed over HTTP: late flushes, throttles, replaced tasks, a clock ahead, a cut network.
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { processes } from "./child.mjs";
import { cutProxy } from "./cut-proxy.mjs";

const sizes = {
  full: { seconds: 180, latest: 50_000, cut: [60, 100] },
  quick: { seconds: 30, latest: 10_000, cut: [10, 18] },
};
const services = ["world-management", "agent-runtime", "llm-integration"];
const tasks = 20;
const rate = 200;
const flushMs = 5_000;
const aheadMs = 90_000;

/** Returns how many targets were missed. */
export async function follow({ home, quick }) {
  const size = quick ? sizes.quick : sizes.full;
  const run = processes({ home });
  const { endpoint } = (await run.gworld(["local", "start"])).answer;
  const proxy = await cutProxy(endpoint);
  let child;
  try {
    const feed = await feeder(endpoint, size);
    run.speakTo(proxy.endpoint);
    child = run.start(["logs", "-f", "-e", "dev", "--since", "1m"]);
    const lines = listen(child);
    const cutting = cutFor(proxy, size.cut);
    const [sent] = await Promise.all([feed(), cutting]);
    // The latest flush, the sweep that finds it, and the hold.
    await pause(size.latest + 30_000);
    const ended = new Promise((done) => child.once("exit", done));
    child.kill("SIGINT");
    const code = await ended;
    return judge(await lines, sent, code);
  } finally {
    child?.kill("SIGKILL");
    proxy.close();
    await run.gworld(["local", "stop"]).catch(() => undefined);
  }
}

async function cutFor(proxy, [from, to]) {
  await pause(from * 1_000);
  proxy.cut(true);
  await pause((to - from) * 1_000);
  proxy.cut(false);
}

async function listen({ stdout }) {
  const lines = [];
  for await (const text of createInterface({ input: stdout })) {
    const { kind, message, timestamp, task, late } = JSON.parse(text);
    if (kind === undefined) lines.push({ seq: Number(message.split(" ")[1]), timestamp, task, late });
  }
  return lines;
}

/** Prepares log groups and what goes wrong; the answer feeds them and tells how many lines were sent. */
async function feeder(endpoint, { seconds, latest }) {
  const credentials = { accessKeyId: "AKIALOCAL", secretAccessKey: "local" };
  const logs = new CloudWatchLogs({ endpoint, region: "us-east-1", credentials, maxAttempts: 5 });
  for (const service of services) await logs.createLogGroup({ logGroupName: `/gworld/dev/${service}` });
  const admin = (name, input) =>
    fetch(`${endpoint}/_gworld/${name}`, { method: "POST", body: JSON.stringify(input) }).then((one) => one.json());
  await admin("log-delays", { milliseconds: 1_000, upTo: latest, share: 0.02, seed: 7 });
  const throttle = { service: "logs", operation: "FilterLogEvents", code: "ThrottlingException" };
  await admin("call-faults", { ...throttle, probability: 0.05, seed: 11 });
  let seq = 0;
  const end = () => Date.now() + seconds * 1_000;
  return async () => {
    const until = end();
    const next = () => (seq += 1);
    await Promise.all(Array.from({ length: tasks }, (_, place) => life(logs, place, { until, next })));
    logs.destroy();
    return seq;
  };
}

/** One place of a service: its tasks flush every 5 s at a phase of their own, and each is replaced after a while. */
async function life(logs, place, { until, next }) {
  const service = services[place % services.length];
  const logGroupName = `/gworld/dev/${service}`;
  const ahead = place === 0 ? aheadMs : 0;
  for (let task = 1; Date.now() < until; task += 1) {
    const logStreamName = `${service}/app/${String(place).padStart(2, "0")}x${task}`;
    await logs.createLogStream({ logGroupName, logStreamName });
    const ends = Math.min(until, Date.now() + 20_000 + Math.random() * 60_000);
    let at = Date.now();
    let wait = Math.random() * flushMs;
    while (at < ends) {
      await pause(Math.max(0, Math.min(wait, ends - Date.now())));
      wait = flushMs;
      const logEvents = [];
      for (const now = Date.now(); at < now; at += (Math.random() * 2_000 * tasks) / rate)
        logEvents.push({ timestamp: Math.floor(at) + ahead, message: `line ${next()} of a task that works` });
      if (logEvents.length > 0) await logs.putLogEvents({ logGroupName, logStreamName, logEvents });
    }
  }
}

function judge(lines, sent, code) {
  const seen = new Set(lines.map(({ seq }) => seq));
  const lost = Array.from({ length: sent }, (_, index) => index + 1).filter((seq) => !seen.has(seq)).length;
  const repeated = lines.length - seen.size;
  // Tasks whose clock is ahead have each an order of their own.
  const clockOf = ({ task }) => (task.startsWith("00x") ? task : "right");
  const unmarked = [...new Set(lines.map(clockOf))].reduce(
    (sum, clock) => sum + outOfOrder(lines.filter((line) => clockOf(line) === clock)),
    0,
  );
  const late = lines.filter((line) => line.late !== undefined).length;
  console.log(`\n${sent} lines sent, ${lines.length} shown, ${late} marked late; ended with ${code}`);
  console.log(`${lost} lost, ${repeated} repeated, ${unmarked} out of order without a mark`);
  return [lost, repeated, unmarked, code].filter((count) => count !== 0).length;
}

function outOfOrder(lines) {
  let newest = -Infinity;
  return lines.filter(({ timestamp, late }) => {
    const wrong = timestamp < newest && late === undefined;
    newest = Math.max(newest, timestamp);
    return wrong;
  }).length;
}
