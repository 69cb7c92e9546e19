import { expect, test } from "vitest";
import type { PlanReport } from "../../src/model/plan.ts";
import { bootstrappedText } from "../../src/output/bootstrap.ts";
import { deploymentText } from "../../src/output/deploy.ts";
import { destroyedText } from "../../src/output/destroy.ts";
import { planText } from "../../src/output/plan.ts";
import { plainStyle } from "../../src/output/style.ts";

const change = (over: object = {}) => ({
  action: "Modify",
  logicalId: "Table",
  type: "AWS::DynamoDB::Table",
  replacement: "False" as const,
  ...over,
});

test("a plan tells what is new by numbers and what changes by name", () => {
  const report: PlanReport = {
    env: "dev",
    stacks: [
      { name: "gworld-dev-network", action: "unchanged", changes: [] },
      {
        name: "gworld-dev-storage",
        action: "update",
        changes: [
          change({
            replacement: "True",
            properties: ["Properties.KeySchema"],
            risk: "data-loss",
            because: ["replacing it loses its items"],
          }),
          change({ action: "Remove", logicalId: "Old" }),
          change({ logicalId: "Maybe", replacement: "Conditional" }),
        ],
        notes: ["agent-runtime was scaled"],
      },
      {
        name: "gworld-dev-api",
        action: "create",
        changes: ["A", "B"].map((logicalId) => change({ action: "Add", logicalId, type: "AWS::SQS::Queue" })),
      },
    ],
  };
  expect(planText(report, plainStyle()).split("\n")).toEqual([
    "~ gworld-dev-storage update",
    "    agent-runtime was scaled",
    "    ~ Table AWS::DynamoDB::Table replaced  Properties.KeySchema",
    "    - Old AWS::DynamoDB::Table",
    "    ~ Maybe AWS::DynamoDB::Table may be replaced",
    "+ gworld-dev-api create",
    "    2 resources: 2 SQS Queue",
    "= unchanged: gworld-dev-network",
    "! Data is lost",
    "    gworld-dev-storage Table: replacing it loses its items",
  ]);
});

test("a change is told with what was and what is to be, however long it is, and where it differs", () => {
  const long = "x".repeat(90);
  const values = [
    { property: "Properties.Cpu", before: "256", after: "512" },
    { property: "Properties.Tags[team]", after: "" },
    { property: "Properties.Body", before: `${long}old`, after: `${long}new` },
    ...Array.from({ length: 7 }, (_, index) => ({ property: `Properties.Extra${index}`, before: "a" })),
  ];
  const changes = [change({ properties: ["Properties.Cpu", "Properties.Role"], values })];
  const report: PlanReport = { env: "dev", stacks: [{ name: "s", action: "update", changes }] };
  expect(planText(report, { ...plainStyle(), width: 60 }).split("\n")).toEqual([
    "~ s update",
    "    ~ Table AWS::DynamoDB::Table  Properties.Role",
    "        Cpu: 256 -> 512",
    '        Tags[team]: (none) -> ""',
    "        Body:",
    `          - …${"x".repeat(16)}old`,
    `          + …${"x".repeat(16)}new`,
    ...[0, 1, 2, 3, 4].map((index) => `        Extra${index}: a -> (none)`),
    "        and 2 more: gworld diff --json has them all",
  ]);
});

test("names that AWS gives back cannot drive the terminal", () => {
  const evil = "x\u001b[2J\u202e";
  const changes = [
    change({
      logicalId: evil,
      type: evil,
      properties: [evil],
      values: [{ property: evil, before: evil, after: evil }],
      risk: "security-broadening",
      because: [evil],
    }),
  ];
  const report: PlanReport = { env: "dev", stacks: [{ name: "s", action: "update", changes, notes: [evil] }] };
  for (const character of ["\u001b", "\u202e"]) expect(planText(report, plainStyle())).not.toContain(character);
});

test("an answer says what is there and what to type next", () => {
  const stacks = [{ name: "gworld-dev-api", action: "create", status: "CREATE_COMPLETE", seconds: 12 }] as const;
  const base = {
    env: "dev",
    account: "1",
    region: "r",
    revision: 3,
    stacks,
    outputs: { RestUrl: "https://api", Arn: "a" },
  };
  const text = deploymentText({ ...base, result: "deployed" }, plainStyle());
  expect(text).toContain("Deployed dev, revision 3");
  expect(text).toContain("RestUrl  https://api");
  expect(text).toContain("gworld status --env dev");
  expect(deploymentText({ ...base, result: "unchanged" }, plainStyle())).toBe(
    "Unchanged. dev is as configured; 1 stack.",
  );
  const backend = { account: "1", region: "r", version: 1, bucket: "b", table: "t" };
  expect(bootstrappedText({ ...backend, result: "created" }, plainStyle())).toContain("State backend created.");
  const retained = [{ stack: "s", logicalId: "T", physicalId: "table", type: "AWS::DynamoDB::Table" }];
  expect(
    destroyedText(
      { env: "dev", stacks: [{ name: "s", status: "DELETE_COMPLETE", seconds: 1 }], retained },
      plainStyle(),
    ),
  ).toContain("table (AWS::DynamoDB::Table)");
});
