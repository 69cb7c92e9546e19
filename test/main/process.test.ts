import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync } from "node:fs";
import { createServer, type AddressInfo, type Server } from "node:net";
import { join, resolve } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { onTerminal } from "../fakes/terminal.ts";
import { workplace, type Workplace } from "../fakes/host.ts";

const bin = resolve(import.meta.dirname, "../../bin/gworld.js");

let place: Workplace;
let silent: Server;
let asked: Promise<unknown>;
beforeAll(() => {
  place = workplace();
});
afterAll(() => place.remove());
beforeEach(async () => {
  silent = createServer();
  asked = once(silent, "connection");
  silent.listen(0, "127.0.0.1");
  await once(silent, "listening");
});
afterEach(() => void silent.close());

/** An AWS that takes every request and answers none. */
const silentAws = () => {
  const address = silent.address();
  const port = isAddress(address) ? address.port : 0;
  return { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`, AWS_ACCESS_KEY_ID: "x", AWS_SECRET_ACCESS_KEY: "y" };
};
const isAddress = (address: AddressInfo | string | null): address is AddressInfo => typeof address === "object";

function start(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: place.dir,
    env: { PATH: process.env["PATH"] ?? "", HOME: place.dir, ...env },
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += String(chunk)));
  child.stderr.on("data", (chunk: Buffer) => (stderr += String(chunk)));
  const ended = once(child, "close").then(() => ({ code: child.exitCode, signal: child.signalCode, stdout, stderr }));
  return { child, ended };
}

// The only test in which the bundle runs CDK's validator, which takes seconds of all processors.
test("a long answer arrives whole through a pipe", { timeout: 120_000 }, async () => {
  const { code, stdout, stderr } = await start(["synth", "-e", "prod", "--stack", "security"]).ended;
  expect(code).toBe(0);
  expect(stderr).toContain("CDK's validator looks at these templates");
  expect(stdout.length).toBeGreaterThan(65_536);
  expect(JSON.parse(stdout)).toHaveProperty("Resources");
});

test("a reader that has seen enough ends gworld quietly", async () => {
  const { child, ended } = start(["synth", "-e", "prod", "--stack", "security"]);
  child.stdout.destroy();
  expect(await ended).toMatchObject({ code: 0, stderr: "" });
});

test.skipIf(!existsSync("/dev/full"))("an answer that cannot be written is a failure, said in words", async () => {
  for (const [args, said] of [
    [["config", "schema"], "Error: The answer cannot be written"],
    [["config", "show", "-e", "dev", "--json"], '{"error":{"code":"failed","message":"The answer cannot be written'],
  ] as const) {
    const full = openSync("/dev/full", "w");
    const child = spawn(process.execPath, [bin, ...args], { cwd: place.dir, stdio: ["ignore", full, "pipe"] });
    closeSync(full);
    let stderr = "";
    child.stderr?.on("data", (chunk: Buffer) => (stderr += String(chunk)));
    await once(child, "close");
    expect({ code: child.exitCode, begins: stderr.slice(0, said.length) }).toEqual({ code: 1, begins: said });
    expect(stderr).not.toContain("node:internal");
  }
});

test("what cannot be read or written is told in words", async () => {
  execFileSync("mkfifo", [join(place.dir, "fifo")]);
  const unread = await start(["config", "validate", "--config", "fifo"]).ended;
  expect(unread).toMatchObject({ code: 2, stderr: expect.stringContaining("it is not a file") });
  const unwritten = await start(["synth", "-e", "prod", "--stack", "security", "--out", "fifo"]).ended;
  expect(unwritten).toMatchObject({ code: 2, stderr: expect.stringContaining("Cannot write") });
});

test("without credentials whoami says so soon, also where no instance metadata answers", async () => {
  const { AWS_ENDPOINT_URL } = silentAws();
  const before = Date.now();
  const { code, stderr } = await start(["whoami"], { AWS_EC2_METADATA_SERVICE_ENDPOINT: AWS_ENDPOINT_URL }).ended;
  expect(code).toBe(4);
  expect(stderr).toContain("AWS_PROFILE");
  expect(Date.now() - before).toBeLessThan(10_000);
});

test.each(["SIGINT", "SIGTERM"] as const)("%s ends a request that nobody answers", async (signal) => {
  const { child, ended } = start(["whoami"], silentAws());
  await asked;
  child.kill(signal);
  expect(await ended).toMatchObject({ code: 130, stdout: "" });
});

test("an interruption is a document for a program", async () => {
  const { child, ended } = start(["whoami", "--json"], silentAws());
  await asked;
  child.kill("SIGINT");
  const { code, stdout, stderr } = await ended;
  expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
  expect(JSON.parse(stderr)).toEqual({
    error: { code: "interrupted", message: "Interrupted.", hint: expect.stringContaining("again") },
  });
});

test("an approval that is declined is a document for a program", async () => {
  const env = { HOME: place.dir, GWORLD_LOCAL_DIR: `${place.dir}/cloud` };
  const session = onTerminal([bin, "local", "reset", "--json"], { columns: 200, env });
  await session.sees(/Delete it all\?/);
  session.type("n\r");
  expect(await session.ended).toBe(12);
  expect(await session.screen()).toContain('{"error":{"code":"refused","message":"Not approved."');
});

test("a custom endpoint is said on stderr", async () => {
  const said = start(["status", "-e", "dev"], silentAws());
  await asked;
  said.child.kill("SIGKILL");
  expect((await said.ended).stderr).toMatch(/^Endpoint: http:\/\/127\.0\.0\.1:\d+ \(AWS_ENDPOINT_URL\)\n/);
});

test("secrets are in no output, whatever --verbose says", async () => {
  const env = { ...silentAws(), AWS_SECRET_ACCESS_KEY: "very-secret-value", AWS_SESSION_TOKEN: "very-secret-token" };
  const { child, ended } = start(["whoami", "--verbose"], env);
  await asked;
  child.kill("SIGINT");
  const { stdout, stderr } = await ended;
  expect(stdout + stderr).not.toContain("very-secret");
});
