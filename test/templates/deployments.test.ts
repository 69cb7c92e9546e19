import { Stack, aws_lambda as lambda } from "aws-cdk-lib";
import { RootConstruct } from "constructs";
import { expect, test } from "vitest";
import { fnv1a } from "../../src/model/fnv1a.ts";
import { apiContent } from "../../templates/api/content.ts";
import { restApi } from "../../templates/api/rest.ts";
import { webSocketApi } from "../../templates/api/websocket.ts";
import { configOf, ofType, templateOf } from "./synthesized.ts";

test("a fingerprint follows every part and their order", () => {
  const stack = new Stack(new RootConstruct(), "any");
  const print = (...parts: readonly unknown[]) => {
    const content = apiContent(stack);
    for (const part of parts) expect(content.note(part)).toBe(part);
    return content.fingerprint();
  };
  expect(print({ a: 1 }, { b: 2 })).toBe(print({ a: 1 }, { b: 2 }));
  const different = [print(), print({}), print({ a: 1 }), print({ a: 2 }), print({ a: 1 }, {}), print({}, { a: 1 })];
  expect(new Set(different).size).toBe(different.length);
  expect(print({ a: 1 })).toMatch(/^[0-9a-f]{8}$/);
});

test.each([
  { text: "", hash: 0x811c9dc5 },
  { text: "a", hash: 0xe40c292c },
  { text: "foobar", hash: 0xbf9cf968 },
])("FNV-1a of $text is the published one", ({ text, hash }) => {
  expect(fnv1a(text)).toBe(hash);
});

const usual = { authorizer: "Authorizer", vpcLink: "link", balancer: "balancer", queueName: "queue", sender: "sender" };

/** The logical IDs of both deployments, of APIs made with these parts. */
function deployments(changes: Partial<typeof usual> = {}): readonly string[] {
  const stack = new Stack(new RootConstruct(), "apis");
  const { authorizer: id, ...parts } = { ...usual, ...changes };
  const authorizer = new lambda.CfnFunction(stack, id, { code: {}, role: "role" });
  restApi(stack, configOf("dev"), { ...parts, authorizer, logsKey: "key" });
  webSocketApi(stack, configOf("dev"), { ...parts, authorizer, logsKey: "key" });
  const ids = stack.node.children.map((child) => child.node.id);
  return ["RestDeployment", "WebSocketDeployment"].flatMap((name) => ids.filter((one) => one.startsWith(name)));
}

test.each([
  { changes: {}, rest: false, webSocket: false },
  { changes: { vpcLink: "other" }, rest: true, webSocket: false },
  { changes: { balancer: "other" }, rest: true, webSocket: false },
  { changes: { authorizer: "Other" }, rest: true, webSocket: true },
  { changes: { queueName: "other" }, rest: false, webSocket: true },
  { changes: { sender: "other" }, rest: false, webSocket: true },
])("$changes makes new deployments: REST $rest, WebSocket $webSocket", ({ changes, rest, webSocket }) => {
  const [before, after] = [deployments(), deployments(changes)];
  expect(after.map((id, index) => id !== before[index])).toEqual([rest, webSocket]);
});

test("an environment has one deployment of each API, and its stage shows it", () => {
  const { Resources } = templateOf(configOf("dev"), "api");
  for (const [deployment, stage] of [
    ["AWS::ApiGateway::Deployment", "RestStage"],
    ["AWS::ApiGatewayV2::Deployment", "WebSocketStage"],
  ] as const) {
    const found = ofType(Resources, deployment).map(([id]) => id);
    expect(found).toHaveLength(1);
    expect(Resources[stage]?.Properties["DeploymentId"]).toEqual({ Ref: found[0] });
  }
});
