import { describe, expect, test } from "vitest";
import { text } from "../../../src/local/json.ts";
import type { ResourceProvider } from "../../../src/local/resource.ts";
import { scriptedProvider } from "./scripted-provider.ts";
import { cloud, first, refusal, template, topic, type Cloud } from "./stacks.ts";

const create = async (here: Cloud, body: string, input = {}) => {
  await here.call("CreateStack", { StackName: "s", TemplateBody: body, ...input });
  await here.run();
};
const two = template({ A: topic(), B: topic({}, { DependsOn: "A" }) });

describe("while creating", () => {
  test("resources still in progress are cancelled, and what they made is taken back", async () => {
    const here = cloud();
    here.provider.script.set("create Slow", { pending: 1000 });
    here.provider.script.set("create Bad", { fail: "no" });
    await create(here, template({ Bad: topic(), Slow: topic() }));
    expect(await here.status("s")).toBe("ROLLBACK_COMPLETE");
    const events = await here.events("s");
    expect(events).toContain("Slow CREATE_FAILED Resource creation cancelled");
    expect(events).toContain(
      "s ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [Bad, Slow]. Rollback requested by user.",
    );
    expect(here.provider.things.size).toBe(0);
  });

  test("what a failed creation left behind is deleted too", async () => {
    const here = cloud();
    here.provider.script.set("create A", { fail: "half", partial: true });
    await create(here, template({ A: topic() }));
    expect(here.provider.things.size).toBe(0);
    expect((await here.events("s")).slice(-3)).toEqual([
      "A DELETE_IN_PROGRESS",
      "A DELETE_COMPLETE",
      "s ROLLBACK_COMPLETE",
    ]);
  });

  test.each([
    { input: { OnFailure: "DO_NOTHING" }, status: "CREATE_FAILED", left: 1 },
    { input: { DisableRollback: "true" }, status: "CREATE_FAILED", left: 1 },
    { input: { OnFailure: "ROLLBACK" }, status: "ROLLBACK_COMPLETE", left: 0 },
  ])("$input ends in $status", async ({ input, status, left }) => {
    const here = cloud();
    here.provider.script.set("create B", { fail: "no" });
    await create(here, two, input);
    expect(await here.status("s")).toBe(status);
    expect(here.provider.things.size).toBe(left);
  });

  test("OnFailure DELETE leaves nothing, not even the stack", async () => {
    const here = cloud();
    here.provider.script.set("create B", { fail: "no" });
    const created = await here.call("CreateStack", { StackName: "s", TemplateBody: two, OnFailure: "DELETE" });
    await here.run();
    expect(await here.status(text(created, "StackId") ?? "")).toBe("DELETE_COMPLETE");
  });

  test("a stack left as it failed goes on with an update without rollback, or is rolled back", async () => {
    const here = cloud();
    here.provider.script.set("create B", { fail: "half", partial: true });
    await create(here, two, { DisableRollback: "true" });
    expect(await refusal(here.call("UpdateStack", { StackName: "s", TemplateBody: two }))).toMatch(
      /This stack is currently in a non-terminal \[CREATE_FAILED\] state\. .* please use the disable-rollback parameter .* use the rollback-stack API$/,
    );
    await here.call("UpdateStack", { StackName: "s", TemplateBody: two, DisableRollback: "true" });
    await here.run();
    expect(await here.status("s")).toBe("UPDATE_COMPLETE");
    expect(here.provider.things.size).toBe(2);

    const other = cloud();
    other.provider.script.set("create B", { fail: "no" });
    await create(other, two, { DisableRollback: "true" });
    await other.call("RollbackStack", { StackName: "s" });
    await other.run();
    expect(await other.status("s")).toBe("ROLLBACK_COMPLETE");
    expect(other.provider.things.size).toBe(0);
  });

  test("a stack that takes too long is taken back", async () => {
    const here = cloud();
    here.provider.script.set("create A", { pending: 10_000 });
    await create(here, two, { TimeoutInMinutes: "1" });
    expect(await here.status("s")).toBe("CREATE_IN_PROGRESS");
    await here.run(60_000);
    expect(await here.status("s")).toBe("ROLLBACK_COMPLETE");
  });

  test("a stack may be deleted while it is created, and nobody is asked about its steps any more", async () => {
    const provider = scriptedProvider();
    const checks: string[] = [];
    const asked: ResourceProvider = {
      ...provider,
      check(request, action) {
        checks.push(request.logicalId);
        return provider.check?.(request, action) ?? { state: "failed", reason: "unknown" };
      },
    };
    const here = cloud({ provider, asked });
    provider.script.set("create A", { pending: 10_000 });
    const created = await here.call("CreateStack", { StackName: "s", TemplateBody: two });
    await here.run(500);
    const before = checks.length;
    await here.call("DeleteStack", { StackName: "s" });
    await here.run();
    expect(before).toBeGreaterThan(0);
    expect(checks).toHaveLength(before);
    expect(await here.status(text(created, "StackId") ?? "")).toBe("DELETE_COMPLETE");
    expect(here.provider.things.size).toBe(0);
  });

  test("properties the specification does not have fail the resource", async () => {
    const here = cloud();
    await create(here, template({ A: topic({ Colour: "red" }) }));
    expect(await here.events("s")).toContain("A CREATE_FAILED Encountered unsupported property Colour");
    const missing = cloud();
    await create(missing, template({ A: { Type: "AWS::SSM::Parameter", Properties: { Type: ["String"] } } }));
    expect(await missing.events("s")).toContain(
      "A CREATE_FAILED Properties validation failed for resource A with message:\n#: required key [Value] not found\n#/Type: expected type: String, found: JSONArray",
    );
  });
});

describe("while deleting", () => {
  const failing = async (input = {}) => {
    const here = cloud();
    await create(here, two);
    here.provider.script.set("delete A", { fail: "not empty", always: true });
    await here.call("DeleteStack", { StackName: "s", ...input });
    await here.run();
    return here;
  };

  test("a resource that stays keeps the stack, which says so", async () => {
    const here = await failing();
    const stack = first(await here.call("DescribeStacks", { StackName: "s" }), "Stacks");
    expect(stack).toMatchObject({
      StackStatus: "DELETE_FAILED",
      StackStatusReason: "The following resource(s) failed to delete: [A]. ",
    });
    expect(here.provider.things.size).toBe(1);
  });

  test("what a failed deletion needs is left alone", async () => {
    const here = cloud();
    await create(here, two);
    here.provider.script.set("delete B", { fail: "in use", always: true });
    await here.call("DeleteStack", { StackName: "s" });
    await here.run();
    expect(here.provider.calls.filter((call) => call.startsWith("delete"))).toEqual(["delete B"]);
  });

  test("it may be retained the second time, and only then", async () => {
    const here = await failing();
    const id = text(first(await here.call("DescribeStacks", { StackName: "s" }), "Stacks"), "StackId") ?? "";
    await here.call("DeleteStack", { StackName: "s", RetainResources: ["A"] });
    await here.run();
    expect(await here.status(id)).toBe("DELETE_COMPLETE");
    expect((await here.events(id)).slice(-2)).toEqual(["A DELETE_SKIPPED", "s DELETE_COMPLETE"]);
    await create(here, two);
    expect(await refusal(here.call("DeleteStack", { StackName: "s", RetainResources: ["A"] }))).toMatch(
      /DELETE_FAILED/,
    );
  });

  test("FORCE_DELETE_STACK lets go of what cannot be deleted", async () => {
    const here = cloud();
    await create(here, two);
    const id = text(first(await here.call("DescribeStacks", { StackName: "s" }), "Stacks"), "StackId") ?? "";
    here.provider.script.set("delete A", { fail: "not empty", always: true });
    await here.call("DeleteStack", { StackName: "s", DeletionMode: "FORCE_DELETE_STACK" });
    await here.run();
    expect(await here.status(id)).toBe("DELETE_COMPLETE");
  });

  test("termination protection refuses", async () => {
    const here = cloud();
    await create(here, two, { EnableTerminationProtection: "true" });
    expect(await refusal(here.call("DeleteStack", { StackName: "s" }))).toBe(
      "Stack [s] cannot be deleted while TerminationProtection is enabled",
    );
    await here.call("UpdateTerminationProtection", { StackName: "s", EnableTerminationProtection: "false" });
    await here.call("DeleteStack", { StackName: "s" });
    await here.run();
    expect(here.provider.things.size).toBe(0);
  });

  test.each([
    { policy: "Retain", rollback: 1, deletion: 1 },
    { policy: "RetainExceptOnCreate", rollback: 0, deletion: 1 },
    { policy: "Delete", rollback: 0, deletion: 0 },
  ])("DeletionPolicy $policy leaves $rollback after a failed creation, $deletion after a deletion", async (row) => {
    const body = template({ A: topic({}, { DeletionPolicy: row.policy }), B: topic({}, { DependsOn: "A" }) });
    const failed = cloud();
    failed.provider.script.set("create B", { fail: "no" });
    await create(failed, body);
    expect(failed.provider.things.size).toBe(row.rollback);
    const deleted = cloud();
    await create(deleted, body);
    await deleted.call("DeleteStack", { StackName: "s" });
    await deleted.run();
    expect(deleted.provider.things.size).toBe(row.deletion);
  });

  test("a stack that is not there is deleted already", async () => {
    expect(await cloud().call("DeleteStack", { StackName: "nobody" })).toEqual({});
  });
});
