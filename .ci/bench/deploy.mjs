// Deploying: nothing to do and everything to do, beside cdk with the same templates on a local cloud of the same kind; then, with the
// times that AWS takes, how near the whole comes to its longest chain of stacks, and how well its end was foretold.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { median, processes } from "./child.mjs";

const targets = { unchangedSeconds: 0.4, pathShare: 1.05, forecastError: 20 };
const cdk = resolve(import.meta.dirname, "../../node_modules/aws-cdk/bin/cdk");
const yes = ["--env", "local", "--yes"];
/** A twentieth of AWS's times: half a minute for an environment, far above what a poll can add. */
const scale = 0.05;

/** Returns how many targets were missed. */
export async function deploy({ home, quick }) {
  const rounds = quick ? 3 : 7;
  const peers = existsSync(cdk) ? await cdkDeploys(join(home, "cdk"), Math.min(3, rounds)) : undefined;
  const own = await gworldDeploys(join(home, "deploy"), rounds);
  const paced = await pacedDeploys(join(home, "paced"));
  console.log(`\nDeploying (medians of ${rounds}, of 3 for what is fresh and for cdk)`);
  const peer = (name) => (peers === undefined ? "cdk is not installed" : `cdk ${peers[name].toFixed(2)} s`);
  const rows = [
    ["nothing to do: gworld deploy", own.unchanged, "s", targets.unchangedSeconds, peer("unchanged")],
    ["everything to do: gworld deploy", own.fresh, "s", peers?.fresh, peer("fresh")],
    [`times of AWS x ${scale}: longest chain`, paced.path, "s", undefined, ""],
    [`times of AWS x ${scale}: first event to last`, paced.span, "s", paced.path * targets.pathShare, ""],
    ["  of the longest chain", paced.span / paced.path, "x", targets.pathShare, ""],
    ["foretold after three: seconds", paced.foretold, "s", undefined, `took ${paced.took.toFixed(1)} s`],
    ["  off by", paced.error, "%", targets.forecastError, ""],
  ];
  let missed = 0;
  for (const [name, value, unit, target, note] of rows) {
    const isMissed = target !== undefined && !(value <= target);
    if (isMissed) missed += 1;
    const said = target === undefined ? "" : `target ${target.toFixed(2)} ${unit}${isMissed ? ", missed" : ""}`;
    console.log(`  ${name.padEnd(44)} ${value.toFixed(2).padStart(8)} ${unit.padEnd(2)} ${said.padEnd(24)} ${note}`);
  }
  if (peers !== undefined && own.unchanged > peers.unchanged) missed += 1;
  return missed;
}

async function gworldDeploys(home, rounds) {
  mkdirSync(home, { recursive: true });
  const { gworld } = processes({ home });
  const [fresh, unchanged] = [[], []];
  try {
    for (let round = 0; round < 3; round += 1) {
      await gworld(["local", "reset", "--yes"]);
      await gworld(["bootstrap", ...yes]);
      fresh.push((await gworld(["deploy", ...yes])).seconds);
    }
    for (let round = 0; round < rounds; round += 1) {
      const { seconds, answer } = await gworld(["deploy", ...yes]);
      if (answer.result !== "unchanged") throw new Error(`Nothing was to do, and it was ${answer.result}.`);
      unchanged.push(seconds);
    }
    return { fresh: median(fresh), unchanged: median(unchanged) };
  } finally {
    await gworld(["local", "reset", "--yes"]).catch(() => {});
  }
}

/** The same templates as a cloud assembly, wired by exports as the CDK wires stacks of its own. */
async function cdkDeploys(home, rounds) {
  mkdirSync(home, { recursive: true });
  const { gworld, env, node } = processes({ home });
  const out = join(home, "templates");
  const assembly = join(home, "assembly");
  await gworld(["synth", "--env", "local", "--out", out]);
  assemble(out, assembly);
  const [fresh, unchanged] = [[], []];
  const run = (...args) => {
    const begun = performance.now();
    const { status, stderr } = spawnSync(node, [cdk, ...args, "--app", assembly, "--ci"], {
      env: { ...env, CDK_VALIDATION: "false", CDK_DISABLE_CLI_TELEMETRY: "true" },
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`cdk ${args.join(" ")} ended with ${status}: ${stderr.slice(-2_000)}`);
    return (performance.now() - begun) / 1_000;
  };
  try {
    for (let round = 0; round < rounds; round += 1) {
      await gworld(["local", "reset", "--yes"]);
      const { answer } = await gworld(["local", "start"]);
      const keys = { AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local", AWS_REGION: "us-east-1" };
      Object.assign(env, { AWS_ENDPOINT_URL: answer.endpoint, AWS_ENDPOINT_URL_S3: answer.endpoint, ...keys });
      run("bootstrap", "aws://000000000000/us-east-1");
      const deploy = ["deploy", "--all", "--require-approval", "never", "--concurrency", "8"];
      fresh.push(run(...deploy));
      unchanged.push(run(...deploy));
    }
    return { fresh: median(fresh), unchanged: median(unchanged) };
  } finally {
    await gworld(["local", "reset", "--yes"]).catch(() => {});
  }
}

/** `Output X of the Y stack` is what gworld says of each parameter; here it is an export of Y that is imported. */
function assemble(from, to) {
  mkdirSync(to, { recursive: true });
  const stacks = readdirSync(from).map((file) => {
    const name = file.replace(/\.template\.json$/, "");
    return { name, part: name.split("-").at(-1), template: JSON.parse(readFileSync(join(from, file), "utf8")) };
  });
  const imports = new Map(stacks.map(({ name, template }) => [name, imported(template)]));
  const exported = new Set([...imports.values()].flat().map(({ part, output }) => `${part} ${output}`));
  const artifacts = {};
  for (const { name, part, template } of stacks) {
    const sources = new Map(imports.get(name).map(({ id, value }) => [id, value]));
    for (const id of sources.keys()) delete template.Parameters[id];
    for (const section of ["Resources", "Outputs"]) template[section] = replaced(template[section], sources);
    for (const [id, output] of Object.entries(template.Outputs ?? {}))
      if (exported.has(`${part} ${id}`)) output.Export = { Name: `bench-${part}-${id}` };
    writeFileSync(join(to, `${name}.json`), JSON.stringify(template));
    artifacts[name] = {
      type: "aws:cloudformation:stack",
      environment: "aws://000000000000/us-east-1",
      properties: { templateFile: `${name}.json`, stackName: name },
      dependencies: [...new Set(imports.get(name).map((one) => `gworld-local-${one.part}`))],
    };
  }
  writeFileSync(join(to, "manifest.json"), JSON.stringify({ version: "36.0.0", artifacts }));
}

const imported = ({ Parameters = {} }) =>
  Object.entries(Parameters).flatMap(([id, { Type, Description = "" }]) => {
    const [, output, part] = /^Output (\w+) of the (\w+) stack$/.exec(Description) ?? [];
    if (output === undefined) return [];
    const value = { "Fn::ImportValue": `bench-${part}-${output}` };
    return [{ id, part, output, value: Type === "CommaDelimitedList" ? { "Fn::Split": [",", value] } : value }];
  });

function replaced(value, sources) {
  if (Array.isArray(value)) return value.map((one) => replaced(one, sources));
  if (typeof value !== "object" || value === null) return value;
  if (typeof value.Ref === "string" && sources.has(value.Ref)) return sources.get(value.Ref);
  if (typeof value["Fn::Sub"] === "string") return subOf(value["Fn::Sub"], sources);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, replaced(one, sources)]));
}

function subOf(text, sources) {
  const used = [...sources].filter(([id]) => text.includes(`\${${id}}`));
  return { "Fn::Sub": used.length === 0 ? text : [text, Object.fromEntries(used)] };
}

/** Four first deployments at AWS's own proportions: three to learn from, one to foretell. */
async function pacedDeploys(home) {
  mkdirSync(home, { recursive: true });
  const { gworld } = processes({ home });
  try {
    const { answer: cloud } = await gworld(["local", "start", "--time-scale", String(scale)]);
    await gworld(["bootstrap", ...yes]);
    for (let round = 0; round < 3; round += 1) {
      await gworld(["deploy", ...yes]);
      await gworld(["destroy", ...yes, "--with-data"]);
    }
    const { answer: plan } = await gworld(["diff", "--env", "local"]);
    const begun = performance.now();
    await gworld(["deploy", ...yes]);
    const took = (performance.now() - begun) / 1_000;
    const stacks = await spans(cloud.endpoint, plan.forecast.stacks);
    const span = Math.max(...stacks.map(({ to }) => to)) - Math.min(...stacks.map(({ from }) => from));
    const foretold = plan.forecast.seconds;
    return { span, path: longest(stacks), took, foretold, error: (Math.abs(took - foretold) / took) * 100 };
  } finally {
    await gworld(["local", "reset", "--yes"]).catch(() => {});
  }
}

/** When each stack began and ended, in seconds, and what it waited for. */
async function spans(endpoint, planned) {
  const { CloudFormationClient, paginateDescribeStackEvents } = await import("@aws-sdk/client-cloudformation");
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new CloudFormationClient({ endpoint, region: "us-east-1", credentials });
  const found = [];
  for (const { name, needs } of planned) {
    const times = [];
    for await (const { StackEvents = [] } of paginateDescribeStackEvents({ client }, { StackName: name }))
      times.push(...StackEvents.map(({ Timestamp }) => Timestamp.getTime() / 1_000));
    found.push({ name, needs, from: Math.min(...times), to: Math.max(...times) });
  }
  client.destroy();
  return found;
}

/** Seconds of the chain of stacks that takes longest. */
function longest(stacks) {
  const byName = new Map(stacks.map((stack) => [stack.name, stack]));
  const until = ({ needs, from, to }) =>
    to - from + Math.max(0, ...needs.flatMap((name) => (byName.has(name) ? [until(byName.get(name))] : [])));
  return Math.max(...stacks.map(until));
}
