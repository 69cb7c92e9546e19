import * as fc from "fast-check";
import { expect, test } from "vitest";
import { stackParts, upstream } from "../../src/model/graph.ts";
import { alongGraph, downstream } from "../../src/model/schedule.ts";

/** A random acyclic graph: a node needs only nodes before it. */
const graphs = fc.integer({ min: 1, max: 9 }).chain((size) =>
  fc
    .tuple(
      fc.array(fc.array(fc.nat(8), { maxLength: 4 }), { minLength: size, maxLength: size }),
      fc.array(fc.record({ fails: fc.boolean(), turns: fc.nat(5) }), { minLength: size, maxLength: size }),
    )
    .map(([needs, plans]) => ({
      nodes: needs.map((_, index) => `n${index}`),
      needs: (node: string) => {
        const index = Number(node.slice(1));
        return [...new Set((needs[index] ?? []).filter((need) => need < index))].map((need) => `n${need}`);
      },
      plan: (node: string) => plans[Number(node.slice(1))] ?? { fails: false, turns: 0 },
    })),
);

test("nothing starts before what it needs is done; failures stop only what depends on them; none is lost", async () => {
  await fc.assert(
    fc.asyncProperty(graphs, async ({ nodes, needs, plan }) => {
      const done = new Set<string>();
      const started = new Set<string>();
      const ends = await alongGraph(nodes, needs, async (node) => {
        expect(needs(node).every((need) => done.has(need))).toBe(true);
        expect(started.has(node)).toBe(false);
        started.add(node);
        for (let turn = 0; turn < plan(node).turns; turn += 1) await Promise.resolve();
        if (plan(node).fails) throw new Error(node);
        done.add(node);
      });
      for (const node of nodes) {
        const blocked = needs(node).some((need) => !done.has(need));
        const end = blocked ? "skipped" : plan(node).fails ? "failed" : "done";
        expect(ends.get(node)?.end).toBe(end);
        expect(started.has(node)).toBe(!blocked);
      }
    }),
  );
});

test("what is independent runs side by side", async () => {
  let running = 0;
  let most = 0;
  await alongGraph(
    ["a", "b", "c"],
    () => [],
    async () => {
      most = Math.max(most, (running += 1));
      await Promise.resolve();
      running -= 1;
    },
  );
  expect(most).toBe(3);
});

test("once stopped nothing more starts", async () => {
  let stopped = false;
  const ends = await alongGraph(
    ["a", "b"],
    (node) => (node === "b" ? ["a"] : []),
    async () => void (stopped = true),
    () => stopped,
  );
  expect([...ends.values()].map(({ end }) => end)).toEqual(["done", "skipped"]);
});

test("the graph turned round deletes whoever needs before whoever is needed", () => {
  const needsFirst = downstream(stackParts, (part) => upstream[part]);
  for (const part of stackParts) for (const need of upstream[part]) expect(needsFirst(need)).toContain(part);
});
