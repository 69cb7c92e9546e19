import { expect, test } from "vitest";
import { parseArguments } from "../../src/cli/parse.ts";
import { localEnv } from "../../src/commands/local-env.ts";
import { localReset } from "../../src/commands/local-reset.ts";
import { localStart } from "../../src/commands/local-start.ts";
import { localStatus } from "../../src/commands/local-status.ts";
import { localStop } from "../../src/commands/local-stop.ts";
import { fakeContext } from "../fakes/context.ts";
import { fakeLocalCloud } from "../fakes/cloud-control.ts";

test.each([{ running: false }, { running: true }])(
  "start answers with the endpoint (running before: $running)",
  async ({ running }) => {
    const localCloud = fakeLocalCloud({ running });
    const { context, io } = fakeContext({ localCloud });
    await localStart.run(parseArguments(localStart, []), context);
    expect(io.results).toEqual([
      expect.objectContaining({ running: true, started: !running, endpoint: "http://127.0.0.1:4600" }),
    ]);
    expect(io.stdout()).toContain("http://127.0.0.1:4600");
    expect(io.stdout()).toMatch(/Time +nothing waits/);
  },
);

test.each(["0", "0.01", ".5", "1"])("start takes a scale of time: %s", async (scale) => {
  const localCloud = fakeLocalCloud();
  const { context } = fakeContext({ localCloud });
  await localStart.run(parseArguments(localStart, ["--time-scale", scale]), context);
  expect(localCloud.calls).toEqual([`start at ${Number(scale)}`]);
});

test.each(["x", "-1", "1e9", "101", ""])(
  "a scale of time that is none, %s, is refused and nothing starts",
  async (scale) => {
    const localCloud = fakeLocalCloud();
    const { context } = fakeContext({ localCloud });
    const run = async () => localStart.run(parseArguments(localStart, [`--time-scale=${scale}`]), context);
    await expect(run()).rejects.toMatchObject({ code: "usage" });
    expect(localCloud.calls).toEqual([]);
  },
);

test("stop and status say what is", async () => {
  const localCloud = fakeLocalCloud({ running: true });
  const { context, io } = fakeContext({ localCloud });
  await localStatus.run(parseArguments(localStatus, []), context);
  await localStop.run(parseArguments(localStop, []), context);
  await localStop.run(parseArguments(localStop, []), context);
  await localStatus.run(parseArguments(localStatus, []), context);
  expect(io.results).toEqual([
    expect.objectContaining({ running: true, pid: 4711 }),
    { stopped: true },
    { stopped: false },
    { running: false, dir: "/clouds/one" },
  ]);
});

test.each([
  { answer: true, argv: [], calls: ["reset"] },
  { answer: false, argv: [], calls: [] },
  { answer: undefined, argv: ["--yes"], calls: ["reset"] },
])("reset after $answer $argv does $calls", async ({ answer, argv, calls }) => {
  const localCloud = fakeLocalCloud();
  const { context } = fakeContext({ localCloud, ...(answer !== undefined && { answer }) });
  const code = await localReset.run(parseArguments(localReset, argv), context);
  expect(localCloud.calls).toEqual(calls);
  expect(code).toBe(calls.length === 0 ? "refused" : undefined);
});

test("reset with nobody to ask is refused and touches nothing", async () => {
  const localCloud = fakeLocalCloud();
  const { context } = fakeContext({ localCloud });
  await expect(localReset.run(parseArguments(localReset, []), context)).rejects.toMatchObject({ code: "refused" });
  expect(localCloud.calls).toEqual([]);
});

test("env prints lines a shell can read, and starts what does not run", async () => {
  const localCloud = fakeLocalCloud();
  const { context, io } = fakeContext({ localCloud });
  await localEnv.run(parseArguments(localEnv, []), context);
  expect(localCloud.calls).toEqual(["start"]);
  expect(
    io
      .stdout()
      .split("\n")
      .slice(0, -1)
      .map((line) => line.split("=")[0]),
  ).toEqual([
    "export AWS_ENDPOINT_URL",
    "export AWS_ACCESS_KEY_ID",
    "export AWS_SECRET_ACCESS_KEY",
    "export AWS_REGION",
    "export AWS_DEFAULT_REGION",
  ]);
});

test("env leaves a running cloud alone, and under --json is an object", async () => {
  const localCloud = fakeLocalCloud({ running: true });
  const { context, io } = fakeContext({ localCloud, json: true });
  await localEnv.run(parseArguments(localEnv, []), context);
  expect(localCloud.calls).toEqual([]);
  expect(JSON.parse(io.stdout())).toMatchObject({ AWS_ENDPOINT_URL: "http://127.0.0.1:4600", AWS_REGION: "us-east-1" });
  expect(io.stderr()).toBe("");
});
