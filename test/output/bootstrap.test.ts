import { expect, test } from "vitest";
import type { BootstrapPlan } from "../../src/operations/bootstrap.ts";
import { bootstrapPlanText } from "../../src/output/bootstrap.ts";
import { plainStyle } from "../../src/output/style.ts";

const bucket = "gworld-state-123456789012-us-east-1";
const declared = { versioned: true, encryption: "aws:kms", isPrivate: true };

const plan = (over: Partial<BootstrapPlan>): BootstrapPlan => ({
  account: "123456789012",
  region: "us-east-1",
  action: "unchanged",
  template: { name: "gworld-bootstrap", body: "{}", digest: "0", version: 1, capabilities: [] },
  stackId: "id",
  changes: [],
  input: {
    name: "gworld-bootstrap",
    template: { body: "{}" },
    parameters: {},
    tags: {},
    capabilities: [],
    terminationProtection: true,
    token: "t",
  },
  adopted: [],
  faulty: [],
  keyArn: undefined,
  ...over,
});

const textOf = (over: Partial<BootstrapPlan>) => bootstrapPlanText(plan(over), plainStyle(120)).split("\n");

test("where only a bucket is put right, nothing is said of a stack that stays as it is", () => {
  expect(textOf({ faulty: [{ bucket, faults: ["keeps no versions"], declared }] })).toEqual([
    "Preparing account 123456789012, us-east-1 for gworld",
    `Put right: ${bucket} keeps no versions`,
  ]);
});

test("a bucket of which nothing can be seen is told before anybody approves", () => {
  expect(textOf({ faulty: [{ bucket, faults: [], unseen: "not allowed", declared }] })).toEqual([
    "Preparing account 123456789012, us-east-1 for gworld",
    `! How ${bucket} is kept cannot be seen: not allowed`,
  ]);
});
