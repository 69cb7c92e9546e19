import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonObject } from "../../../src/local/json.ts";
import { list, text } from "../../../src/local/json.ts";
import { topological } from "../../../src/local/cloudformation/template/graph.ts";
import { fakeGround } from "../fake-ground.ts";
import { cloud, refusal, template, topic } from "./stacks.ts";

const ids = ["A", "B", "C", "D"];

test("an order has every name after all it depends on, and a circle is found", () => {
  const graphs = fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 25 });
  fc.assert(
    fc.property(graphs, (edges) => {
      const names = Array.from({ length: 10 }, (_, index) => `R${index}`);
      const graph = new Map(
        names.map((name, index) => [name, edges.flatMap(([from, to]) => (from === index ? [`R${to}`] : []))] as const),
      );
      const { order, circular } = topological(graph);
      expect([...order, ...circular].sort()).toEqual(names);
      order.forEach((name, at) => {
        for (const needed of graph.get(name) ?? []) expect(order.indexOf(needed)).toBeLessThan(at);
      });
      for (const name of circular)
        expect((graph.get(name) ?? []).some((needed) => circular.includes(needed))).toBe(true);
    }),
  );
});

/** A resource of a random template: a changeable text, perhaps a name that replaces it, references to earlier ones. */
const resource = fc.record({
  display: fc.constantFrom("x", "y", "z"),
  name: fc.option(fc.constantFrom("n1", "n2"), { nil: undefined }),
  refers: fc.array(fc.nat(3), { maxLength: 2 }),
});
const resources = fc.array(fc.option(resource, { nil: undefined }), { minLength: 4, maxLength: 4 });
const failure = fc.option(
  fc.record({ action: fc.constantFrom("create", "update"), id: fc.constantFrom(...ids), partial: fc.boolean() }),
  { nil: undefined, freq: 2 },
);
const operation = fc.record({
  resources,
  failure,
  disableRollback: fc.boolean(),
  pending: fc.constantFrom(undefined, 2),
});

const bodyOf = (chosen: typeof resources extends fc.Arbitrary<infer T> ? T : never) => {
  const present = new Set(chosen.flatMap((one, index) => (one ? [index] : [])));
  const made = chosen.flatMap((one, index) => {
    const id = ids[index] ?? "";
    if (!one) return [];
    const refers = one.refers.filter((at) => at < index && present.has(at)).map((at) => ({ Ref: ids[at] ?? "" }));
    const properties: JsonObject = {
      DisplayName: { "Fn::Join": ["-", [one.display, ...refers]] },
      ...(one.name === undefined ? {} : { TopicName: `${id}-${one.name}` }),
    };
    return [[id, topic(properties)] as const];
  });
  return made.length === 0 ? template({ Z: topic() }) : template(Object.fromEntries(made));
};

test("whatever is deployed and fails, a stack settles and owns all there is", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 5 }), async (operations) => {
      const here = cloud({ ground: fakeGround({ dir: "" }) });
      for (const { resources: chosen, failure: fault, disableRollback, pending } of operations) {
        if (fault) here.provider.script.set(`${fault.action} ${fault.id}`, { fail: "no", partial: fault.partial });
        if (pending !== undefined) for (const id of ids.slice(2)) here.provider.script.set(`create ${id}`, { pending });
        const input = { StackName: "s", TemplateBody: bodyOf(chosen), DisableRollback: String(disableRollback) };
        const status = await here.status("s").catch(() => "");
        if (status === "ROLLBACK_COMPLETE") await here.call("DeleteStack", { StackName: "s" });
        await here.run(200);
        const gone = (await here.status("s").catch(() => "")) === "";
        await refusal(here.call(gone ? "CreateStack" : "UpdateStack", input));
        await here.run(1500);
        here.provider.script.clear();
        expect(await here.status("s")).not.toMatch(/IN_PROGRESS$/);
      }
      const failed = /^(?:CREATE|UPDATE)_FAILED$/.test(await here.status("s"));
      if (failed) await here.call("RollbackStack", { StackName: "s" });
      await here.run(1500);
      const owned = list(await here.call("DescribeStackResources", { StackName: "s" }), "StackResources")
        .filter((each) => text(each, "ResourceStatus") !== "DELETE_COMPLETE")
        .map((each) => text(each, "PhysicalResourceId"));
      expect(new Set(here.provider.things.keys())).toEqual(new Set(owned));
      await here.call("DeleteStack", { StackName: "s" });
      await here.run(1500);
      expect(here.provider.things.size).toBe(0);
    }),
    // A slow machine tries fewer of them: the seeds differ from run to run anyway.
    { numRuns: 60, interruptAfterTimeLimit: 10_000 },
  );
}, 60_000);
