import { expect, test } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import { verify } from "../../src/commands/verify.ts";
import { isRecord, listOf } from "../../src/model/json.ts";
import { deployWorld, type DeployWorld } from "../fakes/deploy-world.ts";
import { rejected } from "../fakes/stacks.ts";

const rest = "https://rest.example/live";
const socket = "wss://socket.example/live";

/** A dev environment with everything that is looked at. */
function world(options: Parameters<typeof deployWorld>[0] = {}): DeployWorld {
  const made = deployWorld(options);
  made.changes.set("compute", {
    resources: { AgentRuntimeTargetGroup: { Type: "AWS::ElasticLoadBalancingV2::TargetGroup" } },
  });
  made.changes.set("api", { outputs: { RestUrl: { Value: rest }, WebSocketUrl: { Value: socket } } });
  made.changes.set("edge", {
    outputs: { Url: { Value: "https://d1.example" }, DistributionDomain: { Value: "d1.example" } },
  });
  made.changes.set("monitoring", { resources: { Errors: { Type: "AWS::CloudWatch::Alarm" } } });
  made.vitals.answers.set(socket, 401);
  return made;
}

async function deployed(options: Parameters<typeof deployWorld>[0] = {}): Promise<DeployWorld> {
  const made = world(options);
  expect((await made.run(deploy, "--yes")).error).toBeUndefined();
  return made;
}

const checksOf = (result: unknown) =>
  Object.fromEntries(
    listOf(isRecord(result) ? result["checks"] : undefined).flatMap((check) =>
      isRecord(check) ? [[String(check["name"]), check]] : [],
    ),
  );

const group = "gworld-dev-compute-AgentRuntimeTargetGroup-1";
const alarm = "gworld-dev-monitoring-Errors-1";

test("an environment that works passes every check, in a fixed order", async () => {
  const made = await deployed({ config: { domain: { name: "world.example" } } });
  made.vitals.names.set("world.example", ["192.0.2.1"]).set("d1.example", ["192.0.2.1"]);
  const { result, code } = await made.run(verify);
  expect(code).toBeUndefined();
  expect(Object.values(checksOf(result)).map(({ name, status }) => `${String(name)}: ${String(status)}`)).toEqual([
    "stacks: ok",
    "service agent-runtime: ok",
    "targets agent-runtime: ok",
    "tables: ok",
    "rest: ok",
    "websocket: ok",
    "edge: ok",
    "dns: ok",
    "alarms: ok",
  ]);
  expect(made.vitals.looks).toContain(`reach ${rest}/health`);
  expect(made.cloud.calls.filter((call) => !/^(?:describe|resources|template|events|create) /.test(call))).toEqual([]);
});

test.each<{ what: string; name: string; says: string; harm: (made: DeployWorld) => unknown }>([
  {
    what: "a service that was rolled back",
    name: "service agent-runtime",
    says: "rolled back",
    harm: ({ ecs }) => (ecs.over = { taskDefinition: "another" }),
  },
  {
    what: "a target that is ill",
    name: "targets agent-runtime",
    says: "timed out",
    harm: ({ vitals }) => vitals.health.set(group, [{ target: "a", state: "unhealthy", reason: "timed out" }]),
  },
  {
    what: "a table that is gone",
    name: "tables",
    says: "does not exist",
    harm: ({ vitals }) => vitals.described.set("gworld-dev-storage-StorageMain-1", undefined),
  },
  {
    what: "an API that does not answer",
    name: "rest",
    says: "ECONNREFUSED",
    harm: ({ vitals }) => vitals.answers.set(`${rest}/health`, new Error("connect ECONNREFUSED")),
  },
  {
    what: "a WebSocket API that fails",
    name: "websocket",
    says: "503",
    harm: ({ vitals }) => vitals.answers.set(socket, 503),
  },
  {
    what: "an alarm",
    name: "alarms",
    says: "threshold crossed",
    harm: ({ vitals }) => vitals.raised.set(alarm, { state: "ALARM", reason: "threshold crossed" }),
  },
  {
    what: "a question that is not allowed",
    name: "alarms",
    says: "not authorized",
    harm: ({ vitals }) => vitals.failures.set("alarms", rejected("AccessDenied", "not authorized", "denied")),
  },
])("$what ends with 6, and the rest is told beside it", async ({ name, says, harm }) => {
  const made = await deployed();
  harm(made);
  const from = made.clock.now();
  const { result, code, io } = await made.run(verify);
  expect(code).toBe("unverified");
  const checks = checksOf(result);
  expect(checks[name]).toMatchObject({ status: "fail", message: expect.stringContaining(says) });
  expect(Object.values(checks).filter(({ status }) => status === "fail")).toHaveLength(1);
  expect(io.stdout()).toMatch(/Not verified\. dev: 7 ok, 1 fail, 1 skipped\./);
  expect(made.clock.now()).toBe(from);
});

test("the local cloud's addresses and what it does not offer are skipped with the reason, never called ok", async () => {
  const made = await deployed({ local: true });
  made.vitals.failures.set("alarms", rejected("UnknownOperation", "the local cloud has no alarms", "unsupported"));
  made.vitals.looks.length = 0;
  const { result, code } = await made.run(verify);
  expect(code).toBeUndefined();
  expect(checksOf(result)).toMatchObject({
    rest: { status: "skipped", message: expect.stringContaining("nothing answers") },
    websocket: { status: "skipped" },
    edge: { status: "skipped" },
    dns: { status: "skipped", message: "no domain is configured" },
    alarms: { status: "skipped", message: expect.stringContaining("no alarms") },
  });
  expect(made.vitals.looks.filter((look) => look.startsWith("reach"))).toEqual([]);
});

test("behind another endpoint than AWS nothing is asked for its addresses", async () => {
  const made = await deployed();
  const { result } = await made.runOn({ ...made.connection, endpoint: "http://127.0.0.1:5000" }, verify);
  expect(checksOf(result)["rest"]).toMatchObject({
    status: "skipped",
    message: expect.stringContaining("http://127.0.0.1:5000"),
  });
});

test("what is not deployed is told, and nothing at all is not found", async () => {
  const made = world();
  expect((await made.run(verify)).error).toMatchObject({ code: "notFound", hint: "gworld deploy --env dev" });
  await made.run(deploy, "--yes", "--stack", "network");
  const { result, code } = await made.run(verify);
  expect(code).toBeUndefined();
  expect(checksOf(result)).toMatchObject({
    stacks: { status: "warn", hint: "gworld deploy --env dev" },
    services: { status: "skipped", message: "gworld-dev-compute is not deployed" },
    rest: { status: "skipped", message: "gworld-dev-api is not deployed" },
  });
});

test("credentials that have expired are no failed check", async () => {
  const made = await deployed();
  made.vitals.failures.set("tables", rejected("ExpiredToken", "expired", "credentials"));
  expect((await made.run(verify)).error).toMatchObject({ code: "credentials" });
});

test("a deployment waits for what settles, and succeeds with its checks in the answer", async () => {
  const made = world();
  made.vitals.health.set(group, [{ target: "a", state: "initial" }]);
  let looks = 0;
  made.vitals.onLook((look) => {
    if (look === `targets ${group}` && (looks += 1) === 3) made.vitals.health.delete(group);
  });
  const { result, error, io } = await made.run(deploy, "--yes");
  expect(error).toBeUndefined();
  expect(checksOf(result)["targets agent-runtime"]).toMatchObject({ status: "ok" });
  expect(looks).toBe(3);
  expect(io.events).toContainEqual(
    expect.objectContaining({ kind: "note", text: "verifying: waiting for targets agent-runtime" }),
  );
  expect(made.vitals.looks.filter((look) => look.startsWith("alarms"))).toHaveLength(1);
});

test("a deployment that cannot be verified ends with 6, says what to type, and is not recorded as a success", async () => {
  const made = world();
  made.vitals.answers.set(`${rest}/health`, 502);
  const { error, result } = await made.run(deploy, "--yes");
  expect(result).toBeUndefined();
  expect(error).toMatchObject({
    code: "unverified",
    message: `The stacks are deployed, but verification failed:\n  rest: ${rest}/health answers with 502`,
    hint: expect.stringMatching(/gworld logs --env dev.*\nThen look again: gworld verify --env dev/),
  });
  expect(made.state.revisions.at(-1)).toMatchObject({
    result: "failed",
    cause: expect.stringContaining("verification failed"),
    stacks: expect.arrayContaining([expect.objectContaining({ name: "gworld-dev-api", status: "CREATE_COMPLETE" })]),
  });
  expect([...made.locks.rows.values()]).toEqual([expect.objectContaining({ state: "FREE" })]);
});

test("an alarm from before a deployment is told and does not fail it", async () => {
  const made = world();
  made.vitals.raised.set(alarm, { state: "ALARM", since: made.clock.now() - 60_000 });
  const { result, error } = await made.run(deploy, "--yes");
  expect(error).toBeUndefined();
  expect(checksOf(result)["alarms"]).toMatchObject({ status: "warn" });
});

test("a deployment whose stacks failed is not verified", async () => {
  const made = world();
  made.cloud.failing.set("ApiMain", "no luck");
  expect((await made.run(deploy, "--yes")).error).toMatchObject({ code: "failed" });
  expect(made.vitals.looks).toEqual([]);
});

test("Ctrl-C while a deployment is verified is an interruption", async () => {
  const made = world();
  made.vitals.answers.set(`${rest}/health`, 502);
  made.vitals.onLook(() => made.interruption.abort());
  const { error } = await made.run(deploy, "--yes");
  expect(error).toMatchObject({ code: "interrupted", message: expect.stringContaining("not watched to their end") });
  expect(made.state.revisions.at(-1)).toMatchObject({ result: "interrupted" });
});

test("a deployment that changes nothing looks at nothing", async () => {
  const made = await deployed();
  made.vitals.looks.length = 0;
  const { result } = await made.run(deploy);
  expect(result).toMatchObject({ result: "unchanged" });
  expect(made.vitals.looks).toEqual([]);
});
