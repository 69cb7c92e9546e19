import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { afterAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { bootstrapStack } from "../../templates/bootstrap.ts";
import { environmentStacks } from "../../templates/index.ts";
import { configOf, fullConfig } from "./synthesized.ts";

const scratch = mkdtempSync(join(tmpdir(), "gworld-nag-"));
afterAll(() => rmSync(scratch, { recursive: true }));

/** Rules of AwsSolutions that do not hold, where (construct paths), and why that is right. */
const acknowledged: readonly { readonly rule: string; readonly where: RegExp; readonly why: string }[] = [
  {
    rule: "IAM4",
    where: /\/(BackupRole|ApiGatewayLogsRole)$/,
    why: "AWS Backup and API Gateway's logs need what AWS's own policies allow; a copy of ours would not follow them",
  },
  {
    rule: "IAM5",
    where: /\/(\w+Role|WorkloadBoundary|DeployNamed|DeployKeys|DeployOther)$/,
    why: "wildcards end in names of the environment; GW-L19 and the access matrix weigh each one",
  },
  {
    rule: "SMG4",
    where: /\/(Redis|Api)Secret$/,
    why: "Redis or a client and its readers take a new token together, which no schedule can do",
  },
  {
    rule: "VPC7",
    where: /\/Vpc$/,
    why: "the flow log is in the compute stack, since its writer needs a key and the boundary",
  },
  {
    rule: "ECS2",
    where: /TaskDefinition$/,
    why: "variables of tasks are names and numbers; secrets come through ECS's own secrets (GW-L18)",
  },
  { rule: "ECS4", where: /^gworld-dev-/, why: "Container Insights would cost more than all of dev's tasks" },
  { rule: "ELB2", where: /^gworld-dev-/, why: "the APIs before the load balancer log every request" },
  { rule: "AEC4", where: /^gworld-dev-/, why: "one node, in one zone: dev may lose its cache" },
  { rule: "APIG3", where: /^gworld-dev-/, why: "no web ACL for dev: the stage takes fifty requests a second" },
  { rule: "CFR2", where: /^gworld-dev-/, why: "no web ACL for dev, as before its API" },
  {
    rule: "CFR4",
    where: /^gworld-dev-/,
    why: "without a domain, CloudFront's own certificate decides on the protocol; with one it is TLS 1.2",
  },
  {
    rule: "APIG4",
    where: /\/(HealthMethod|WebSocket(Disconnect|Default)Route)$/,
    why: "the health check is open; messages come over a connection that was authorized",
  },
  {
    rule: "COG4",
    where: /\/(Health|Proxy)Method$/,
    why: "clients have a bearer token, which an authorizer of ours compares; there are no user pools",
  },
  { rule: "CFR1", where: /\/Distribution$/, why: "worlds are played from everywhere" },
  {
    rule: "CFR3",
    where: /\/Distribution$/,
    why: "CloudFront logs by a delivery to CloudWatch Logs, where the rule knows buckets only",
  },
];

const report = z.object({
  pluginReports: z.tuple([
    z.object({
      pluginName: z.literal("AwsSolutions"),
      violations: z.array(
        z.object({ ruleName: z.string(), violatingConstructs: z.array(z.object({ constructPath: z.string() })) }),
      ),
    }),
  ]),
});

interface Finding {
  readonly rule: string;
  readonly path: string;
}

/** All that AwsSolutions finds in the smallest and the largest environment and in the bootstrap. */
function findings(): readonly Finding[] {
  const app = new App({
    outdir: scratch,
    analyticsReporting: false,
    treeMetadata: false,
    stackTraces: false,
    builtinCloudFormationValidation: false,
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  for (const config of [configOf("dev"), fullConfig("prod")]) environmentStacks(app, config);
  bootstrapStack(app);
  expect(() => app.synth()).toThrow("AwsSolutions");
  const text = readFileSync(join(scratch, "validation-report.json"), "utf8");
  const [{ violations }] = report.parse(JSON.parse(text)).pluginReports;
  return violations.flatMap(({ ruleName, violatingConstructs }) =>
    violatingConstructs.map(({ constructPath }) => ({
      rule: ruleName.replace("AwsSolutions-", "").replace(/\[.*$/s, ""),
      path: constructPath,
    })),
  );
}

describe("AwsSolutions", () => {
  const found = findings();
  const covers = ({ rule, where }: (typeof acknowledged)[number], finding: Finding) =>
    rule === finding.rule && where.test(finding.path);

  test("finds nothing that is not acknowledged with a reason", () => {
    expect(found.filter((one) => !acknowledged.some((known) => covers(known, one)))).toEqual([]);
  });

  test("needs each acknowledgement, of which there are few", () => {
    expect(acknowledged.filter((known) => !found.some((one) => covers(known, one)))).toEqual([]);
    expect(acknowledged.length).toBeLessThanOrEqual(15);
  });
});
