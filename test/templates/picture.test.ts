import { describe, expect, test } from "vitest";
import { stackParts, upstream } from "../../src/model/graph.ts";
import { pictureOf } from "../../src/model/picture/picture.ts";
import { configOf, environments, freshSynth, fullConfig } from "./synthesized.ts";

describe.each(environments)("%s", (name) => {
  const picture = pictureOf(freshSynth(configOf(name)));
  const titles = new Map(picture.nodes.map(({ id, title }) => [id, title]));
  const said = picture.edges.map(
    ({ from, to, label }) => `${titles.get(from)} > ${titles.get(to)}${label ? `: ${label}` : ""}`,
  );

  test("traffic goes from clients through the edge, the APIs and the load balancer to services and data", () => {
    expect(said.toSorted()).toEqual(
      [
        "Clients > CloudFront: HTTPS",
        "CloudFront > Web bucket: all else",
        "CloudFront > REST API: /api/*",
        "CloudFront > WebSocket API: /ws",
        "REST API > Authorizer: asks",
        "WebSocket API > Authorizer: asks",
        "REST API > VPC link",
        "VPC link > Load balancer",
        "WebSocket API > Queue: messages",
        "Load balancer > world-management: /worlds /health",
        "Load balancer > agent-runtime: /agents",
        "Load balancer > llm-integration: /llm",
        "world-management > DynamoDB: reads, writes",
        "world-management > Snapshots bucket: reads, writes",
        "agent-runtime > DynamoDB: reads, writes",
        "agent-runtime > Queue: reads",
        "agent-runtime > WebSocket API: answers",
        "agent-runtime > Redis 7.1",
        "llm-integration > Redis 7.1",
        "llm-integration > Amazon Bedrock: invokes",
      ].toSorted(),
    );
  });

  test("all that is drawn has a name, and the six tables are one box", () => {
    expect(picture.nodes.every(({ title }) => title !== "")).toBe(true);
    expect(picture.nodes.find(({ kind }) => kind === "DynamoDB")?.items).toEqual([
      "Worlds",
      "Agents",
      "MemoryStreams",
      "WorldObjects",
      "Events",
      "Snapshots",
    ]);
  });

  test("stacks are wired as they are deployed", () => {
    const wires = picture.wires.map(({ from, to }) => `${from} ${to}`).toSorted();
    expect(wires).toEqual(stackParts.flatMap((to) => upstream[to].map((from) => `${from} ${to}`)).toSorted());
    expect(picture.stacks.map(({ part }) => part)).toEqual(stackParts);
  });
});

test("a domain of one's own is what clients see", () => {
  const { nodes } = pictureOf(freshSynth(fullConfig("prod")));
  expect(nodes.find(({ kind }) => kind === "CloudFront")).toMatchObject({
    title: "world.example.com",
    details: expect.arrayContaining(["web ACL"]),
  });
});
