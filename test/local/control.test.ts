import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type ControlOptions, controlLocalCloud } from "../../src/local/control.ts";
import { askHealth } from "../../src/local/health.ts";
import { processLives, processStart } from "../../src/local/process-start.ts";
import { bundle } from "./bundle.ts";

const scratch = mkdtempSync(join(tmpdir(), "gworld-control-"));
let entry = "";
beforeAll(async () => {
  symlinkSync(resolve(import.meta.dirname, "../../node_modules"), join(scratch, "node_modules"));
  entry = await bundle("src/local/serve.ts", join(scratch, "dist"));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const undo: (() => void | Promise<unknown>)[] = [];
afterEach(async () => {
  for (let last = undo.pop(); last; last = undo.pop()) await last();
});

let clouds = 0;
function cloud(options: Partial<ControlOptions> = {}) {
  const dir = join(scratch, `cloud-${++clouds}`);
  const control = controlLocalCloud({ dir, port: 0, entry, node: process.execPath, ...options });
  undo.push(() => control.stop());
  return control;
}

test("a cloud that is started answers, is found running, and is not started twice", async () => {
  const control = cloud({ account: "111122223333" });
  expect(await control.status()).toBeUndefined();
  const { started, ...endpoint } = await control.start();
  expect(started).toBe(true);
  expect(endpoint).toMatchObject({ dir: control.dir, region: "us-east-1", account: "111122223333" });
  expect(await askHealth(endpoint.endpoint)).toEqual({
    pid: endpoint.pid,
    dir: control.dir,
    ready: true,
    timeScale: 0,
  });
  expect(await control.status()).toEqual(endpoint);
  expect(await control.start()).toEqual({ ...endpoint, started: false });
});

test("the scale of time is set at the start, and of a cloud that runs when it is asked for again", async () => {
  const control = cloud();
  const { endpoint } = await control.start({ timeScale: 0.01 });
  const time = async () => (await fetch(`${endpoint}/_gworld/time`)).json();
  expect(await time()).toEqual({ scale: 0.01, seed: 0 });
  expect((await control.start({ timeScale: 0.5 })).started).toBe(false);
  expect(await time()).toEqual({ scale: 0.5, seed: 0 });
  await control.start();
  expect(await time()).toEqual({ scale: 0.5, seed: 0 });
});

test("the scale of time is told, and is the same when the cloud is started again", async () => {
  const control = cloud();
  expect((await control.start({ timeScale: 0.25 })).timeScale).toBe(0.25);
  expect((await control.start({ timeScale: 0.5 })).timeScale).toBe(0.5);
  await control.stop();
  expect((await control.start()).timeScale).toBe(0.5);
  expect((await control.status())?.timeScale).toBe(0.5);
  await control.stop();
  expect((await control.start({ timeScale: 0 })).timeScale).toBe(0);
});

test("stopping ends the process and says whether there was one", async () => {
  const control = cloud();
  const { pid, endpoint } = await control.start();
  const start = processStart(pid);
  expect(await control.stop()).toBe(true);
  expect(processLives(pid, start)).toBe(false);
  expect(await askHealth(endpoint)).toBeUndefined();
  expect(await control.status()).toBeUndefined();
  expect(existsSync(join(control.dir, "endpoint.json"))).toBe(false);
  expect(await control.stop()).toBe(false);
});

test("several starts at once make one cloud", async () => {
  const control = cloud();
  const answers = await Promise.all([1, 2, 3].map(() => control.start()));
  expect(new Set(answers.map(({ pid }) => pid)).size).toBe(1);
  expect(answers.filter(({ started }) => started)).toHaveLength(1);
});

test("what a killed cloud left behind does not count as running, and the next start takes over", async () => {
  const control = cloud();
  const { pid } = await control.start();
  process.kill(pid, "SIGKILL");
  await expect.poll(() => control.status()).toBeUndefined();
  const next = await control.start();
  expect(next.started).toBe(true);
  expect(next.pid).not.toBe(pid);
});

test("two clouds run side by side on folders of their own", async () => {
  const [one, two] = await Promise.all([cloud().start(), cloud().start()]);
  expect(one.endpoint).not.toBe(two.endpoint);
});

test("a taken port is said as such", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  undo.push(() => void server.close());
  const address = server.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  await expect(cloud({ port }).start()).rejects.toMatchObject({
    code: "port-taken",
    message: expect.stringContaining(String(port)),
  });
});

test("a process that dies early shows what it said last", async () => {
  const broken = join(scratch, "broken.mjs");
  writeFileSync(broken, 'console.error("the sky fell"); process.exit(1);\n');
  await expect(cloud({ entry: broken }).start()).rejects.toMatchObject({
    code: "did-not-start",
    message: expect.stringContaining("the sky fell"),
  });
});

test("a Node that is not there is said", async () => {
  await expect(cloud({ node: join(scratch, "no-node") }).start()).rejects.toMatchObject({ code: "did-not-start" });
});

test("a folder that cannot be made is said as such", async () => {
  const file = join(scratch, "file");
  writeFileSync(file, "");
  await expect(cloud({ dir: join(file, "cloud") }).start()).rejects.toMatchObject({ code: "not-writable" });
});

test("resetting stops the cloud and removes its folder", async () => {
  const control = cloud();
  const { pid } = await control.start();
  const start = processStart(pid);
  await control.reset();
  expect(processLives(pid, start)).toBe(false);
  expect(existsSync(control.dir)).toBe(false);
  await control.reset();
});

test("a cloud whose folder was removed by other means ends by itself", async () => {
  const control = cloud();
  const { pid } = await control.start();
  const start = processStart(pid);
  rmSync(control.dir, { recursive: true });
  await expect.poll(() => processLives(pid, start), { timeout: 10_000 }).toBe(false);
});

test("a folder of somebody else is neither used nor removed", async () => {
  const control = cloud();
  mkdirSync(control.dir);
  writeFileSync(join(control.dir, "thesis.txt"), "years of work");
  await expect(control.start()).rejects.toMatchObject({ code: "foreign-folder" });
  await expect(control.reset()).rejects.toMatchObject({ code: "foreign-folder" });
  expect(readFileSync(join(control.dir, "thesis.txt"), "utf8")).toBe("years of work");
});

test("the user's AWS access does not reach the background process", async () => {
  const spy = join(scratch, "spy.mjs");
  writeFileSync(spy, "console.error(Object.keys(process.env).join()); process.exit(1);\n");
  process.env["AWS_SECRET_ACCESS_KEY"] ??= "secret";
  await expect(cloud({ entry: spy }).start()).rejects.toMatchObject({ message: expect.not.stringContaining("AWS_") });
});
