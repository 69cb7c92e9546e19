import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

export const bin = resolve(import.meta.dirname, "../../bin/gworld.js");

// The SDK's word on old versions of Node is not what is measured.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
// Node 20 reads the whole bundle of NODE_EXTRA_CA_CERTS at start, which would hide what is ours.
const { NODE_EXTRA_CA_CERTS: _, GWORLD_ENV: __, NODE_OPTIONS: ___, ...rest } = process.env;
export const inherited = rest;

export const cleanEnv = (home) => ({ ...inherited, HOME: home, XDG_CACHE_HOME: join(home, "cache"), NO_COLOR: "1" });

export const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** Whole processes under one Node: `gworld` and scripts of the bench, with their time and their greatest memory. */
export function processes({ home, node = process.env.GWORLD_BENCH_NODE || process.execPath }) {
  const env = { ...cleanEnv(home), GWORLD_LOCAL_DIR: join(home, "cloud"), GWORLD_LOCAL_PORT: "0" };
  const script = (name) => join(import.meta.dirname, name);
  const peakFile = join(home, "peak");
  const run = async (args, { measured = false } = {}) => {
    const begun = performance.now();
    // Only where nothing starts a process of its own: it would write there, too.
    const preload = measured ? ["--import", script("peak.mjs")] : [];
    const child = spawn(node, [...preload, ...args], {
      env: { ...env, GWORLD_BENCH_PEAK: peakFile },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [out, err] = ["", ""];
    child.stdout.on("data", (text) => (out += text));
    child.stderr.on("data", (text) => (err += text));
    const code = await new Promise((done) => child.once("close", done));
    const seconds = (performance.now() - begun) / 1_000;
    if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}: ${err.slice(-2_000)}${out.slice(-500)}`);
    const answer = out.startsWith("{") ? JSON.parse(out) : out;
    if (!measured) return { answer, seconds };
    const peak = JSON.parse(readFileSync(peakFile, "utf8"));
    rmSync(peakFile);
    return { answer, seconds, peakMB: peak.maxRSS / 1_024, cpuSeconds: peak.cpuMicroseconds / 1e6 };
  };
  return {
    node,
    env,
    /** All that is started from now on takes this for AWS. */
    speakTo(endpoint) {
      const keys = { AWS_ACCESS_KEY_ID: "AKIALOCAL", AWS_SECRET_ACCESS_KEY: "local" };
      Object.assign(env, { AWS_ENDPOINT_URL: endpoint, AWS_REGION: "us-east-1", ...keys });
    },
    gworld: (args, options) => run([bin, ...args, "--json"], options),
    script: (name, args, options) => run([script(name), ...args], options),
    start: (args) => spawn(node, [bin, ...args, "--json"], { env, stdio: ["ignore", "pipe", "ignore"] }),
  };
}
