import { expect, test } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import { destroy } from "../../src/commands/destroy.ts";
import type { Command, Context, HearInterrupt } from "../../src/cli/command.ts";
import { parseArguments } from "../../src/cli/parse.ts";
import { GworldError } from "../../src/model/error.ts";
import type { Io } from "../../src/ports/io.ts";
import { history } from "../../src/commands/history.ts";
import { deployWorld, type DeployWorld } from "../fakes/deploy-world.ts";
import { somebody } from "../fakes/locks.ts";
import { fakeContext } from "../fakes/context.ts";
import { rejected } from "../fakes/stacks.ts";

const minute = 60_000;

interface Pressing {
  /** Keys are pressed after this. */
  readonly until?: Promise<void>;
  /** The time until Ctrl-C counts from here. */
  readonly from?: Promise<void>;
  readonly verb?: Command;
  readonly argv?: readonly string[];
}

/** A deployment at which somebody presses Ctrl-C after a while, and then these keys. */
async function interrupted(
  world: DeployWorld,
  keys: readonly (string | undefined)[],
  { until, from = Promise.resolve(), verb = deploy, argv = ["--yes"] }: Pressing = {},
) {
  const after = 10_000;
  const { context, io } = fakeContext({ synth: world.synth });
  const menus: string[] = [];
  const answers = [...keys];
  const choose: Io["choose"] = async (menu) => {
    menus.push(menu.choices.map(({ key }) => key).join(""));
    const key = answers.shift();
    await until;
    return menu.choices.find((choice) => choice.key === key)?.value;
  };
  const heard: HearInterrupt[] = [];
  const press = async () => {
    const answer = await heard[0]?.(new AbortController().signal);
    if (answer === "stop") world.interruption.abort();
  };
  const onInterrupt: Context["onInterrupt"] = (hear) => {
    heard.push(hear);
    return () => void heard.splice(0);
  };
  const own = {
    ...context,
    io: { ...io, choose },
    clock: world.clock,
    signal: world.interruption.signal,
    connect: async () => world.connection,
    onInterrupt,
  };
  const begun = world.clock.now();
  for (const [index] of keys.entries()) void from.then(() => world.clock.wait(after * (index + 1))).then(press);
  const error = await Promise.resolve(verb.run(parseArguments(verb, argv), own)).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error !== undefined && !(error instanceof GworldError)) throw error;
  return { error: error instanceof GworldError ? error : undefined, menus, heard, io, took: world.clock.now() - begun };
}

const updating = async () => {
  const world = deployWorld({ takes: (_, id) => (id === "Late" ? 5 * minute : 1_000) });
  await world.run(deploy, "--yes");
  world.changes.set("compute", { resources: { Late: { Type: "AWS::Logs::LogGroup" } } });
  return world;
};

test("k keeps watching, to the end", async () => {
  const world = await updating();
  const { error, menus, heard } = await interrupted(world, ["k", "k"]);
  expect(error).toBeUndefined();
  expect(menus).toEqual(["kdc", "kdc"]);
  expect(world.state.revisions.at(-1)).toMatchObject({ result: "deployed" });
  // Afterwards Ctrl-C ends whatever is done, as ever.
  expect(heard).toEqual([]);
});

test.each(["d", undefined])(
  "%s detaches: the stack goes on, the lock is free, the next command takes it up",
  async (key) => {
    const world = await updating();
    const { error } = await interrupted(world, [key]);
    expect(error).toMatchObject({ code: "interrupted", hint: expect.stringContaining("gworld deploy --env dev") });
    expect(error?.message).toContain("CloudFormation goes on with gworld-dev-compute.");
    expect(world.stacks()["compute"]).toBe("UPDATE_IN_PROGRESS");
    expect(world.locks.rows.get("dev")?.state).not.toBe("HELD");
    // From anywhere: another process that knows nothing of the first.
    const other = { ...world.connection };
    const { context } = fakeContext({ synth: world.synth });
    await deploy.run(parseArguments(deploy, ["--yes"]), { ...context, connect: async () => other, clock: world.clock });
    expect(world.stacks()["compute"]).toBe("UPDATE_COMPLETE");
    expect(world.state.revisions.map(({ result }) => result)).toEqual(["deployed", "interrupted", "deployed"]);
  },
);

test("c takes the update back, follows that to its end, and writes down that it was cancelled", async () => {
  const world = await updating();
  const { error, took } = await interrupted(world, ["c"]);
  expect(error).toMatchObject({
    code: "interrupted",
    message: expect.stringContaining("Cancelled. gworld-dev-compute is back as it was."),
  });
  expect(world.stacks()["compute"]).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(took).toBeLessThan(minute);
  expect(world.state.revisions.at(-1)).toMatchObject({
    result: "interrupted",
    cause: "Cancelled. gworld-dev-compute is back as it was.",
  });
});

test("c on a first deployment deletes the new stack in work, and leaves what is done", async () => {
  const world = deployWorld({ takes: (type) => (type === "AWS::ECS::Cluster" ? 5 * minute : 1_000) });
  const { error } = await interrupted(world, ["c"]);
  expect(error?.message).toContain("gworld-dev-compute was deleted again.");
  expect(world.stacks()).toMatchObject({ network: "CREATE_COMPLETE", compute: undefined, api: undefined });
  expect((await world.run(deploy, "--yes")).result).toMatchObject({ result: "deployed" });
});

test("what cannot be cancelled is said to go on", async () => {
  const world = await updating();
  world.cloud.lose(
    "cancelUpdate",
    new GworldError("failed", "not authorized to perform CancelUpdateStack", { hint: "" }),
  );
  const { error } = await interrupted(world, ["c"]);
  expect(error?.message).toContain("CloudFormation goes on with gworld-dev-compute.");
  expect(world.stacks()["compute"]).toBe("UPDATE_IN_PROGRESS");
});

test("c on what another machine has begun calls it off under the lock, and writes that down", async () => {
  const world = await updating();
  await world.run(deploy, "--yes", "--detach");
  const held: unknown[] = [];
  world.cloud.on("cancelUpdate", () => held.push(world.locks.rows.get("dev")?.state));
  const { error, menus } = await interrupted(world, ["c"]);
  expect(menus).toEqual(["kdc"]);
  expect(held).toEqual(["HELD"]);
  expect(error).toMatchObject({ code: "interrupted", message: "Cancelled. gworld-dev-compute is back as it was." });
  expect(world.locks.rows.get("dev")?.state).toBe("FREE");
  expect((await world.run(history)).result).toMatchObject({
    revisions: [
      {
        result: "interrupted",
        cause: "Cancelled. gworld-dev-compute is back as it was.",
        stacks: [{ name: "gworld-dev-compute", end: "back" }],
      },
      { result: "failed", stacks: [{ name: "gworld-dev-compute", end: "back" }] },
      { revision: 1 },
    ],
  });
});

test("what another machine has begun and cannot be called off is told by its end, once it has one", async () => {
  const world = await updating();
  await world.run(deploy, "--yes", "--detach");
  world.cloud.lose("cancelUpdate", rejected("AccessDenied", "no", "denied"));
  const { error } = await interrupted(world, ["c"]);
  expect(error?.message).toContain("CloudFormation goes on with gworld-dev-compute.");
  const compute = async () => (await world.run(history, "3")).result;
  expect(await compute()).toMatchObject({ revisions: [{ result: "interrupted", stacks: [{ end: "going" }] }] });
  await world.clock.wait(10 * minute);
  expect(await compute()).toMatchObject({
    revisions: [{ stacks: [{ name: "gworld-dev-compute", end: "done", status: "UPDATE_COMPLETE" }] }],
  });
});

test("what somebody has begun without a token and cannot be called off is not told as going on", async () => {
  const world = await updating();
  await world.run(deploy, "--yes", "--detach");
  const compute = world.cloud.stack("gworld-dev-compute");
  compute?.events.forEach((event, at, all) => (all[at] = { ...event, token: undefined }));
  world.cloud.lose("cancelUpdate", rejected("AccessDenied", "no", "denied"));
  await interrupted(world, ["c"]);
  expect((await world.run(history, "3")).result).toMatchObject({ revisions: [{ stacks: [{ end: "unknown" }] }] });
});

test("c on what somebody else has taken the lock for meanwhile changes nothing", async () => {
  const world = await updating();
  await world.run(deploy, "--yes", "--detach");
  const beats = async () => {
    for (let wait = 5_000; world.stacks()["compute"] === "UPDATE_IN_PROGRESS"; wait = 15_000) {
      await world.clock.wait(wait);
      world.locks.rows.set("dev", somebody({ beat: String(world.clock.now()), fence: 9 }));
    }
  };
  void beats();
  const { error } = await interrupted(world, ["c"]);
  expect(error).toMatchObject({ code: "locked", message: expect.stringContaining("user/ada") });
  expect(world.cloud.calls.filter((call) => call.startsWith("cancelUpdate"))).toEqual([]);
  expect(world.state.revisions).toHaveLength(2);
});

test("c when what was followed has just ended shows no plan, and begins nothing", async () => {
  const world = await updating();
  await world.run(deploy, "--yes", "--detach");
  world.changes.set("api", { resources: { Route: { Type: "AWS::ApiGateway::Method" } } });
  const until = new Promise<void>((planning) => world.cloud.on("changeSet", () => planning()));
  const { error, io } = await interrupted(world, ["c"], { until });
  expect(error).toMatchObject({ code: "interrupted", message: "Cancelled. Nothing was begun." });
  expect(io.approvals).toEqual([]);
  expect(world.cloud.changeSets.size).toBe(0);
});

const destroying = async () => {
  const world = deployWorld({ takes: (type) => (type === "AWS::CloudFront::Distribution" ? 5 * minute : 1_000) });
  await world.run(deploy, "--yes");
  const from = new Promise<void>((begun) => world.cloud.on("delete", (call) => call.includes("-edge/") && begun()));
  return { world, pressing: { verb: destroy, argv: ["--yes", "--with-data"], from } };
};

test("a destruction asks, too, but offers no cancelling: k deletes on to the end", async () => {
  const { world, pressing } = await destroying();
  const { error, menus } = await interrupted(world, ["k"], pressing);
  expect(error).toBeUndefined();
  expect(menus).toEqual(["kd"]);
  expect(world.stacks()).toMatchObject({ edge: undefined, network: undefined });
});

test("d leaves a deletion going on: which, what is not begun, how to look at it and what deletes the rest", async () => {
  const { world, pressing } = await destroying();
  const { error } = await interrupted(world, ["d"], pressing);
  expect(error).toMatchObject({
    code: "interrupted",
    message:
      "Interrupted. CloudFormation goes on deleting gworld-dev-edge. Not begun: gworld-dev-network, gworld-dev-security, gworld-dev-storage, gworld-dev-compute, gworld-dev-api.",
    hint: expect.stringContaining("gworld destroy --env dev --with-data"),
  });
  expect(error?.hint).toContain("gworld status --env dev --watch");
  expect(world.stacks()).toMatchObject({ edge: "DELETE_IN_PROGRESS", network: "CREATE_COMPLETE" });
  expect(world.locks.rows.get("dev")?.state).toBe("FREE");
});
