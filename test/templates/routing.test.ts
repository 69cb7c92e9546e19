import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { afterAll, describe, expect, test } from "vitest";
import { serviceNames } from "../../src/model/environment.ts";
import { pascalCase } from "../../src/model/names.ts";
import { starterCommand, starterEnvironment } from "../../templates/starter/starter.ts";
import { at, configOf, ofType, templateOf } from "./synthesized.ts";

const config = configOf("dev");
const api = templateOf(config, "api").Resources;
const compute = templateOf(config, "compute").Resources;

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The path that API Gateway asks the load balancer for. */
const forwarded = (method: string, proxy = "") => {
  const uri = String(at(api[method]?.Properties, "Integration", "Uri")).replace("{proxy}", proxy);
  return new URL(uri).pathname;
};

/** The service a path leads to, by the listener's rules in their order; undefined is the listener's 404. */
function serviceOf(path: string): string | undefined {
  const rules = ofType(compute, "AWS::ElasticLoadBalancingV2::ListenerRule")
    .map(([id, { Properties }]) => ({
      id,
      priority: Number(Properties["Priority"]),
      patterns: list(at(Properties["Conditions"], "0", "PathPatternConfig", "Values")).map(String),
    }))
    .sort((a, b) => a.priority - b.priority);
  const found = rules.find(({ patterns }) =>
    patterns.some((pattern) => new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(path)),
  );
  return serviceNames.find((name) => found?.id === `${pascalCase(name)}Rule`);
}

const children = new Set<ChildProcess>();
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
});

/** The starter of a service on a free port, as a fresh deployment runs it. */
async function start(service: string): Promise<string> {
  const child = spawn(process.execPath, starterCommand().slice(1), {
    env: { HOST: "127.0.0.1", PORT: "0", ...starterEnvironment(service, "dev") },
    stdio: ["ignore", "pipe", "ignore"],
  });
  children.add(child);
  const [line] = await once(createInterface(child.stdout), "line");
  return `http://127.0.0.1:${String(at(JSON.parse(String(line)), "msg")).replace("listening on port ", "")}`;
}

describe("from the REST API to a service", () => {
  test("the health check of a fresh deployment is answered with 200", async () => {
    const path = forwarded("HealthMethod");
    const service = serviceOf(path) ?? "none";
    expect([path, service]).toEqual(["/health", "world-management"]);
    expect((await fetch((await start(service)) + path)).status).toBe(200);
  });

  test.each([
    { proxy: "worlds", service: "world-management" },
    { proxy: "worlds/w-1/snapshots", service: "world-management" },
    { proxy: "agents/a-1", service: "agent-runtime" },
    { proxy: "llm/embeddings", service: "llm-integration" },
    { proxy: "worldsend", service: undefined },
    { proxy: "api/worlds", service: undefined },
  ])("$proxy leads to $service", ({ proxy, service }) => {
    expect(serviceOf(forwarded("ProxyMethod", proxy))).toBe(service);
  });

  test("a rule has no more values than a load balancer takes", () => {
    for (const [, { Properties }] of ofType(compute, "AWS::ElasticLoadBalancingV2::ListenerRule"))
      expect(list(at(Properties["Conditions"], "0", "PathPatternConfig", "Values")).length).toBeLessThanOrEqual(5);
  });
});
