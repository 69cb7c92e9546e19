import { describe, expect, test } from "vitest";
import { estimate } from "../../src/model/cost/estimate.ts";
import { configOf, freshSynth, fullConfig } from "./synthesized.ts";

/** What the design reckoned for a line of each environment, in dollars a month, and which kinds of ours it is made of. */
interface Golden {
  readonly line: string;
  readonly kinds: readonly string[];
  readonly dev: number;
  readonly staging: number;
  readonly prod: number;
}

const goldens: readonly Golden[] = [
  { line: "NAT", kinds: ["NAT gateways", "NAT data", "Public IPv4 addresses"], dev: 36.95, staging: 38.3, prod: 123 },
  { line: "endpoints", kinds: ["Interface endpoints", "Endpoint data"], dev: 0, staging: 0, prod: 155.3 },
  {
    line: "Fargate",
    kinds: ["Fargate vCPUs", "Fargate memory", "Fargate Spot vCPUs", "Fargate Spot memory"],
    dev: 6.49,
    staging: 56.23,
    prod: 259.51,
  },
  { line: "ALB", kinds: ["Load balancers", "Load balancer capacity"], dev: 17.01, staging: 18.18, prod: 28.11 },
  {
    line: "Redis",
    kinds: ["Redis cache.t3.micro", "Redis cache.t4g.small", "Redis cache.m7g.large"],
    dev: 12.41,
    staging: 46.72,
    prod: 346.02,
  },
  {
    line: "DynamoDB",
    kinds: ["Table writes", "Table reads", "Table storage", "Point-in-time recovery"],
    dev: 3.12,
    staging: 15.88,
    prod: 202.5,
  },
  { line: "KMS", kinds: ["Keys", "Key requests"], dev: 1.6, staging: 6, prod: 18 },
  { line: "logs", kinds: ["Logs of services", "Logs of services, kept"], dev: 2.03, staging: 7.95, prod: 59 },
  { line: "alarms", kinds: ["Alarms", "Composite alarms", "Dashboards"], dev: 4.4, staging: 10.5, prod: 18 },
  { line: "secrets, S3, ECR", kinds: ["Secrets", "Buckets", "Images"], dev: 0.82, staging: 1.89, prod: 7.9 },
  {
    line: "API Gateway",
    kinds: ["REST requests", "WebSocket messages", "WebSocket connection minutes"],
    dev: 2.88,
    staging: 17.25,
    prod: 160,
  },
  { line: "CloudFront", kinds: ["CloudFront requests"], dev: 0.5, staging: 3, prod: 30 },
  { line: "WAF", kinds: ["Web ACLs", "Web ACL rules", "Requests inspected"], dev: 0, staging: 11.8, prod: 57 },
  { line: "flow logs, X-Ray", kinds: ["Flow logs", "Traces"], dev: 0.62, staging: 2, prod: 32.5 },
  { line: "queues", kinds: ["Queue requests"], dev: 0, staging: 0, prod: 0 },
  { line: "log metrics", kinds: ["Metrics from logs"], dev: 0, staging: 0, prod: 0 },
  { line: "backups", kinds: ["Table backups, full copies"], dev: 0, staging: 0, prod: 0 },
];

/** Where the templates are not what the design reckoned with: dollars more or less, and why. */
const differences: readonly {
  readonly env: string;
  readonly line: string;
  readonly dollars: number;
  readonly why: string;
}[] = [
  { env: "dev", line: "secrets, S3, ECR", dollars: 0.4, why: "two secrets (Redis, API), not one" },
  { env: "staging", line: "alarms", dollars: -2.7, why: "one dashboard, not two; 48 alarms, not 45" },
  { env: "prod", line: "alarms", dollars: -8.2, why: "one dashboard, not three; 48 alarms and 4 composites" },
  { env: "staging", line: "WAF", dollars: -11.8, why: "staging's preset has no web ACL" },
  { env: "prod", line: "WAF", dollars: -3, why: "four rules an ACL, eight in all, not eleven" },
  { env: "dev", line: "flow logs, X-Ray", dollars: 2.38, why: "every request is traced: half a million traces" },
  { env: "staging", line: "flow logs, X-Ray", dollars: 3.25, why: "a quarter of three million requests is traced" },
  { env: "prod", line: "flow logs, X-Ray", dollars: -12.5, why: "no CloudTrail data events in these stacks" },
  { env: "dev", line: "queues", dollars: 1.2, why: "WebSocket messages pass a queue: three requests each" },
  { env: "staging", line: "queues", dollars: 6, why: "as in dev" },
  { env: "prod", line: "queues", dollars: 48, why: "as in dev" },
  { env: "dev", line: "log metrics", dollars: 1.2, why: "four metric filters, a custom metric each" },
  { env: "staging", line: "log metrics", dollars: 1.2, why: "as in dev" },
  { env: "prod", line: "log metrics", dollars: 1.2, why: "as in dev" },
  { env: "staging", line: "backups", dollars: 4, why: "two weekly full copies of 20 GB" },
  { env: "prod", line: "backups", dollars: 340, why: "five weekly and twelve monthly full copies of 200 GB" },
];

describe.each([
  { env: "dev", reckoned: 89 },
  { env: "staging", reckoned: 236 },
  { env: "prod", reckoned: 1497 },
] as const)("$env", ({ env, reckoned }) => {
  const config = configOf(env);

  test("costs what was reckoned within 2 %, but for the differences that are explained", () => {
    const { stacks, total } = estimate(freshSynth(config), config.usage);
    const lines = stacks.flatMap((stack) => stack.lines);
    for (const { line, kinds, ...reckonedLine } of goldens) {
      const ours = lines
        .filter(({ kind }) => kinds.includes(kind))
        .reduce((sum, { total: dollars }) => sum + dollars, 0);
      const explained = differences.find((one) => one.env === env && one.line === line)?.dollars ?? 0;
      const expected = reckonedLine[env] + explained;
      expect(Math.abs(ours - expected), `${line}: ${ours} for ${expected}`).toBeLessThanOrEqual(
        Math.max(expected * 0.02, 0.01),
      );
    }
    const explained = differences.filter((one) => one.env === env).reduce((sum, { dollars }) => sum + dollars, 0);
    expect(Math.abs(total - reckoned - explained) / reckoned).toBeLessThan(0.02);
  });

  test("every line belongs to one that was reckoned, and nothing goes unpriced", () => {
    const { stacks, unpriced } = estimate(freshSynth(config), config.usage);
    const kinds = new Set(goldens.flatMap((golden) => golden.kinds));
    expect(stacks.flatMap(({ lines }) => lines.map(({ kind }) => kind)).filter((kind) => !kinds.has(kind))).toEqual([]);
    expect(unpriced).toEqual([]);
  });
});

test("with every option switched on nothing goes unpriced", () => {
  const config = fullConfig("prod");
  expect(estimate(freshSynth(config), config.usage).unpriced).toEqual([]);
});
