import { expect, test } from "vitest";
import { parseArguments } from "../../src/cli/parse.ts";
import { logs } from "../../src/commands/logs.ts";
import { AwsError, type AwsFailure } from "../../src/model/aws-error.ts";
import { serviceNames } from "../../src/model/environment.ts";
import type { LiveUpdate } from "../../src/model/log-merge/log-call.ts";
import type { TaskLife } from "../../src/model/task-mark.ts";
import { serviceWorld, type ServiceWorldOptions } from "../fakes/service-world.ts";
import { steadyService } from "../fakes/services.ts";

const group = "/gworld/dev/agent-runtime";

/** A dev environment with log groups; the clock stands at 12:00:00, and Ctrl-C comes after a minute. */
function world(options: ServiceWorldOptions = {}) {
  const made = serviceWorld({ interruptAfter: 60_000, ...options });
  for (const service of serviceNames) made.logs.create(`/gworld/dev/${service}`);
  const run = (...argv: string[]) => logs.run(parseArguments(logs, ["--utc", ...argv]), made.context);
  const at = (seconds: number) => made.began + seconds * 1_000;
  return { ...made, run, at, text: () => made.io.stdout().trimEnd().split("\n") };
}

const failure = (kind: AwsFailure, awsCode: string, text: string) =>
  new AwsError("failed", text, { hint: "", failure: kind, awsCode, awsMessage: text, action: "" });

const died = (over: Partial<TaskLife>): TaskLife => ({
  id: "1a2b3c4d5e6f",
  service: "agent-runtime",
  stoppedReason: "Essential container in task exited",
  stopCode: "EssentialContainerExited",
  exitCode: 137,
  containerReason: "OutOfMemoryError: Container killed due to memory usage",
  ...over,
});

test("starts and ends of tasks stand among the lines at their time, with the reason", async () => {
  const { run, at, text, logs: port, services } = world();
  services.lives.push(died({ startedAt: at(8), endedAt: at(20) }));
  for (const second of [5, 10, 30]) port.put(group, `line ${second}`, { at: at(second) });
  await run("--follow");
  expect(text()).toEqual([
    "12:00:05.000 agent/012345 -     line 5",
    "12:00:08.000 agent/1a2b3c * started",
    "12:00:10.000 agent/012345 -     line 10",
    "12:00:20.000 agent/1a2b3c * stopped: exit code 137, OutOfMemoryError: Container killed due to memory usage (Essential container in task exited)",
    "12:00:30.000 agent/012345 -     line 30",
  ]);
});

test("a history tells what ended in its range, and looks at ECS once", async () => {
  const { run, at, text, logs: port, services } = world();
  services.lives.push(died({ startedAt: at(-500), endedAt: at(-100) }), died({ id: "0ld", endedAt: at(-2_000) }));
  for (const second of [-200, -50]) port.put(group, `line ${second}`, { at: at(second) });
  await run("agent");
  expect(text().map((line) => line.slice(13, 41))).toEqual([
    "agent/012345 -     line -200",
    "agent/1a2b3c * stopped: exit",
    "agent/012345 -     line -50",
  ]);
  expect(services.calls).toEqual(["tasks STOPPED"]);
});

test.each([
  { argv: ["llm"], shown: 0 },
  { argv: ["--no-tasks"], shown: 0 },
  { argv: ["--raw"], shown: 0 },
  { argv: ["--task", "9"], shown: 0 },
  { argv: ["--task", "1a2b"], shown: 1 },
  { argv: ["--grep", "nothing"], shown: 1 },
  { argv: ["-n", "1", "--since", "10m"], shown: 1 },
])("with $argv $shown ends of tasks are shown", async ({ argv, shown }) => {
  const { run, at, io, logs: port, services } = world();
  services.lives.push(died({ endedAt: at(-100) }), died({ id: "2f", stopCode: "UserInitiated", endedAt: at(-90) }));
  port.put(group, "line", { at: at(-150) });
  await run(...argv, ...(argv.includes("llm") ? [] : ["agent"]));
  expect(io.items.filter((item) => JSON.stringify(item).includes('"stopCode":"Essential'))).toHaveLength(shown);
  const onPurpose = io.items.filter((item) => JSON.stringify(item).includes('"stopCode":"User'));
  expect(onPurpose).toHaveLength(argv.includes("-n") ? 1 : 0);
});

test.each([
  { argv: ["-n", "1"], shown: ["line", "9"] },
  { argv: ["-n", "1", "--grep", "line", "-C", "1"], shown: ["older", "line", "9"] },
  { argv: ["-n", "2"], shown: ["older", "8", "line", "9"] },
])("with $argv ends of tasks stand only from the oldest shown line on", async ({ argv, shown }) => {
  const { run, at, text, logs: port, services } = world();
  for (const [index, second] of [-300, -200, -150, -50].entries())
    services.lives.push(died({ id: `${index + 6}`, endedAt: at(second) }));
  port.put(group, "older", { at: at(-170) });
  port.put(group, "line", { at: at(-100) });
  await run(...argv, "--since", "10m", "--no-prefix", "agent");
  expect(text().map((line) => /(\d) \*/.exec(line)?.[1] ?? /line|older/.exec(line)?.[0])).toEqual(shown);
});

test("where there is no line, -n counts ends of tasks, which may say why", async () => {
  const { run, at, text, services } = world();
  for (const second of [-300, -200, -150]) services.lives.push(died({ id: `${-second}`, endedAt: at(second) }));
  await run("-n", "1", "--since", "10m", "--no-prefix", "agent");
  expect(text()).toEqual([expect.stringContaining("agent/150 *")]);
});

test("under --json a task's end is an object of the kind task", async () => {
  const { run, at, io, services } = world({ json: true });
  services.lives.push(died({ endedAt: at(-100) }));
  await run("agent");
  expect(JSON.parse(io.stdout())).toMatchObject({
    kind: "task",
    timestamp: at(-100),
    service: "agent-runtime",
    task: "1a2b3c4d5e6f",
    level: "error",
    fields: { state: "stopped", exitCode: 137 },
  });
});

test("who may not ask ECS is told once and reads logs all the same", async () => {
  const { run, at, io, text, logs: port, services } = world();
  services.taskFailures.push(...[1, 2].map(() => failure("denied", "AccessDenied", "not allowed: ecs:ListTasks")));
  for (const second of [5, 30]) port.put(group, `line ${second}`, { at: at(second) });
  await run("-f", "--no-prefix");
  expect(text()).toEqual(["line 5", "line 30"]);
  expect(io.notes.filter((note) => note.includes("ecs:ListTasks"))).toHaveLength(1);
});

/** A Live Tail session that tells these lines, each at its second. */
function session({ logs: port, clock, at }: ReturnType<typeof world>, lines: readonly (readonly [number, string])[]) {
  port.session = async function* (_, signal): AsyncGenerator<LiveUpdate> {
    yield { events: [], sampled: false };
    for (let second = 1; !signal.aborted; second += 1) {
      while (clock.now() < at(second) && !signal.aborted) await Promise.resolve();
      const told = lines.filter(([of]) => of === second);
      const stream = "agent-runtime/app/0123456789abcdef";
      yield {
        events: told.map(([, message]) => ({
          group,
          stream,
          timestamp: at(second),
          ingestionTime: at(second),
          message,
        })),
        sampled: told.some(([, message]) => message === "sampled"),
      };
    }
  };
}

test("--live shows lines as Live Tail tells them, and polling adds what it left out, each line once", async () => {
  const made = world();
  const { run, at, text, io, logs: port } = made;
  const all = ["one", "same", "same", "sampled", "left out"];
  for (const [index, message] of all.entries())
    port.put(group, message, { at: at(index < 3 ? 10 : 20), visibleAt: at(index < 3 ? 15 : 25) });
  session(made, [
    [10, "one"],
    [10, "same"],
    [10, "same"],
    [20, "sampled"],
  ]);
  await run("--live", "--no-prefix");
  expect(text()).toEqual(all);
  expect(port.sessions).toEqual([{ groups: serviceNames.map((name) => `/gworld/dev/${name}`) }]);
  expect(io.notes).toContainEqual(expect.stringContaining("leaves some out"));
  expect(io.notes.at(-1)).toMatch(/^5 lines shown, 4 live/);
});

test.each([
  { error: failure("denied", "AccessDeniedException", "not allowed: logs:StartLiveTail"), again: false },
  { error: failure("rejected", "LimitExceededException", "15 sessions run"), again: false },
  { error: failure("unreachable", "SessionStreamingException", "the session ended"), again: true },
])("without Live Tail ($error.awsCode) the poll goes on alone, and that is said", async ({ error, again }) => {
  const { run, at, text, io, logs: port } = world();
  port.session = () => {
    throw error;
  };
  for (const second of [5, 30]) port.put(group, `line ${second}`, { at: at(second) });
  await run("--live", "--no-prefix");
  expect(text()).toEqual(["line 5", "line 30"]);
  expect(io.notes[0]).toContain(error.message);
  expect(port.sessions.length > 1).toBe(again);
});

test("--until-stable ends with the rollout, after the last lines are out", async () => {
  const made = world({
    services: [steadyService("agent-runtime", 1, { rolloutState: "IN_PROGRESS" }), steadyService("llm-integration")],
  });
  const { run, at, text, io, logs: port, services, clock } = made;
  services.onLook.push(() => {
    if (clock.now() >= at(20)) services.set("agent-runtime", { rolloutState: "COMPLETED" });
  });
  for (const second of [5, 22]) port.put(group, `line ${second}`, { at: at(second), visibleAt: at(second + 6) });
  expect(await run("--until-stable", "--no-prefix")).toBeUndefined();
  expect(text()).toEqual(["line 5", "line 22"]);
  expect(clock.now()).toBeLessThan(at(45));
  expect(io.notes).toContainEqual(expect.stringContaining("Steady"));
  expect(io.notes.at(-1)).toMatch(/^2 lines shown/);
});

test("--until-stable fails with the reason and what to type next when a rollout failed", async () => {
  const deployment = { ...deploymentOf("PRIMARY"), rolloutState: "IN_PROGRESS" };
  const failed = { ...deploymentOf("ACTIVE"), rolloutState: "FAILED", rolloutStateReason: "tasks failed to start" };
  const {
    run,
    at,
    text,
    logs: port,
  } = world({
    services: [steadyService("agent-runtime", 1, { deployments: [deployment, failed] })],
  });
  port.put(group, "last words", { at: at(1), visibleAt: at(7) });
  await expect(run("--until-stable", "--no-prefix", "agent")).rejects.toMatchObject({
    code: "failed",
    message: "The rollout of agent-runtime failed: tasks failed to start",
    hint: expect.stringContaining("gworld logs agent-runtime -e dev"),
  });
  expect(text()).toEqual(["last words"]);
});

const deploymentOf = (status: string) => ({
  id: status,
  status,
  taskDefinition: "t:1",
  desiredCount: 1,
  runningCount: 1,
  pendingCount: 0,
  failedTasks: 0,
});

test("--until-stable fails when the deployment it watched is gone and the old one runs again", async () => {
  const going = { ...deploymentOf("PRIMARY"), id: "new", taskDefinition: "t:2", rolloutState: "IN_PROGRESS" };
  const made = world({
    services: [steadyService("agent-runtime", 1, { rolloutState: "IN_PROGRESS", deployments: [going] })],
  });
  const { run, at, services, clock } = made;
  services.onLook.push(() => {
    if (clock.now() < at(10)) return;
    const deployments = [{ ...deploymentOf("PRIMARY"), rolloutState: "COMPLETED" }];
    const events = ["(service agent-runtime) (deployment new) deployment failed: tasks failed to start."];
    services.set("agent-runtime", { rolloutState: "COMPLETED", deployments, events });
  });
  await expect(run("--until-stable", "agent")).rejects.toMatchObject({
    code: "failed",
    message: "The rollout of agent-runtime failed: (deployment new) deployment failed: tasks failed to start.",
  });
});

test("--until-stable ends on Ctrl-C like every follow", async () => {
  const { run, io } = world({ services: [steadyService("agent-runtime", 1, { rolloutState: "IN_PROGRESS" })] });
  expect(await run("--until-stable")).toBeUndefined();
  expect(io.notes.at(-1)).toMatch(/^0 lines shown/);
});

test.each(["--live", "--until-stable"])("%s goes on, so it takes no --until", async (flag) => {
  await expect(world().run(flag, "--until", "1m")).rejects.toMatchObject({ code: "usage" });
});
