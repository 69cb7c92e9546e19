import { expect, test } from "vitest";
import { graph } from "../../src/commands/graph.ts";
import { deployWorld } from "../fakes/deploy-world.ts";

test.each([
  { argv: [], begins: "gworld dev  us-east-1, 7 stacks" },
  { argv: ["--format", "text"], begins: "gworld dev  us-east-1, 7 stacks" },
  { argv: ["--format", "mermaid"], begins: "flowchart TB\n" },
  { argv: ["--format", "svg"], begins: "<svg xmlns=" },
  { argv: ["--format", "html"], begins: "<!doctype html>\n" },
])("an environment is drawn offline with $argv", async ({ argv, begins }) => {
  const world = deployWorld();
  const { io } = await world.run(graph, ...argv);
  expect(io.stdout().startsWith(begins)).toBe(true);
  expect(world.cloud.calls).toEqual([]);
});

test("the value is what is drawn: nodes, edges, stacks and what they hand down", async () => {
  const { result } = await deployWorld().run(graph);
  expect(result).toMatchObject({
    env: "dev",
    nodes: expect.arrayContaining([expect.objectContaining({ kind: "CloudFront", part: "edge" })]),
    edges: expect.arrayContaining([{ from: "clients", to: "edge/EdgeMain", label: "HTTPS" }]),
    stacks: expect.arrayContaining([expect.objectContaining({ part: "network", facts: ["1 VPC"] })]),
    wires: expect.arrayContaining([{ from: "api", to: "edge", label: "1 value" }]),
  });
});
