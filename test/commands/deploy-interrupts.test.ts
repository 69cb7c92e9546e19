import { expect, test } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import type { Context, HearInterrupt } from "../../src/cli/command.ts";
import { parseArguments } from "../../src/cli/parse.ts";
import { GworldError } from "../../src/model/error.ts";
import type { Io } from "../../src/ports/io.ts";
import { deployWorld, type DeployWorld } from "../fakes/deploy-world.ts";
import { fakeContext } from "../fakes/context.ts";

const minute = 60_000;

/** A deployment at which somebody presses Ctrl-C after a while, and then these keys. */
async function interrupted(world: DeployWorld, keys: readonly (string | undefined)[], after = 10_000) {
  const { context, io } = fakeContext({ synth: world.synth });
  const menus: string[] = [];
  const answers = [...keys];
  const choose: Io["choose"] = async (menu) => {
    menus.push(menu.choices.map(({ key }) => key).join(""));
    const key = answers.shift();
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
  for (const [index] of keys.entries()) void world.clock.wait(after * (index + 1)).then(press);
  const error = await Promise.resolve(deploy.run(parseArguments(deploy, ["--yes"]), own)).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { error: error instanceof GworldError ? error : undefined, menus, heard, took: world.clock.now() - begun };
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
