import { describe, expect, test } from "vitest";
import { checkTemplates, rules } from "../../src/model/rules/check.ts";
import { loadSpecs } from "../../src/local/cloudformation/spec/spec.ts";
import type { TemplateSet } from "../../src/model/rules/template-set.ts";
import { lostWith } from "../../src/model/stateful-types.ts";
import { checkedSet, withStack, withValue } from "./checked.ts";
import { fixtures } from "./rule-fixtures.ts";
import { allResources, configOf, environments, fullConfig } from "./synthesized.ts";

const prod = checkedSet(fullConfig("prod"));

test("the rules are GW-L01 to GW-L28, each with its own title", () => {
  expect(rules.map(({ id }) => id)).toEqual(
    Array.from({ length: 28 }, (_, index) => `GW-L${String(index + 1).padStart(2, "0")}`),
  );
  expect(new Set(rules.map(({ title }) => title)).size).toBe(28);
});

const abroad = configOf("dev", { region: "eu-central-1" });

describe.each([...environments.map((name) => configOf(name)), ...environments.map(fullConfig), abroad])(
  "$name in $region, with backups: $backups",
  (config) => {
    test("keeps every rule", () => {
      expect(checkTemplates(checkedSet(config))).toEqual([]);
    });
  },
);

/** What one rule finds, as `part: logical ID`. */
const found = (rule: string, set: TemplateSet) =>
  rules
    .filter(({ id }) => id === rule)
    .flatMap(({ check }) => check(set))
    .map(({ stack, logicalId }) => `${set.stacks.find(({ name }) => name === stack)?.part}: ${logicalId}`);

describe("a template that breaks a rule is found out", () => {
  test.each(fixtures)("$rule: $part $path", ({ rule, part, path, value, found: ids, foundIn = part, everywhere }) => {
    const [, id = ""] = path.split("/");
    const broken = found(rule, withValue(prod, part, path.split("/"), value));
    for (const expected of ids ?? [id]) expect(broken).toContain(`${foundIn}: ${expected}`);
    const elsewhere = broken.filter((one) => !one.startsWith(`${foundIn}: `));
    expect(elsewhere.length > 0).toBe(everywhere === true);
  });

  test.each(["Firewall", "Certificate", "EdgeLogSource"])("GW-L04: %s outside us-east-1", (id) => {
    const moved = withStack(prod, "edge", (stack) => ({ ...stack, region: "eu-central-1" }));
    expect(found("GW-L04", moved)).toContain(`edge: ${id}`);
  });

  test("GW-L21: a stack without our tags", () => {
    const untagged = withStack(prod, "network", (stack) => ({ ...stack, tags: { "gworld:env": "prod" } }));
    expect(found("GW-L21", untagged)).toEqual(["network: "]);
  });

  test.each([
    { what: "waits for the edge", part: "monitoring", from: { part: "edge", output: "Url" }, stacks: ["monitoring: "] },
    {
      what: "goes round",
      part: "network",
      from: { part: "api", output: "RestUrl" },
      stacks: ["network: ", "compute: ", "api: "],
    },
  ] as const)("GW-L27: a stack that $what", ({ part, from, stacks }) => {
    const round = withStack(prod, part, (stack) => ({ ...stack, parameters: { ...stack.parameters, New: from } }));
    expect(found("GW-L27", round)).toEqual(stacks);
  });

  test("every rule has a fixture", () => {
    const elsewhere = ["GW-L06", "GW-L07", "GW-L28"];
    expect([...new Set([...fixtures.map(({ rule }) => rule), ...elsewhere])].sort()).toEqual(rules.map(({ id }) => id));
  });
});

describe("against what is deployed", () => {
  const bodies = ({ stacks }: TemplateSet) => new Map(stacks.map(({ name, body }) => [name, body]));
  const table = (path: string) => `Resources/AgentsTable/Properties/${path}`.split("/");
  const after = (set: TemplateSet): TemplateSet => ({ ...set, deployed: bodies(prod) });
  const index = (name: string) => ({ IndexName: name });

  test.each([
    { what: "no index", indexes: [index("byPlace")], tables: [] },
    { what: "one index added", indexes: [index("byPlace"), index("b")], tables: [] },
    { what: "one index removed", indexes: [], tables: [] },
    { what: "two added", indexes: [index("byPlace"), index("b"), index("c")], tables: ["storage: AgentsTable"] },
    { what: "one replaced by another", indexes: [index("b")], tables: ["storage: AgentsTable"] },
  ])("GW-L06: $what", ({ indexes, tables }) => {
    expect(found("GW-L06", after(withValue(prod, "storage", table("GlobalSecondaryIndexes"), indexes)))).toEqual(
      tables,
    );
  });

  test.each([
    { what: "nothing that replaces", path: "BillingMode", value: "PROVISIONED", tables: [] },
    { what: "a key", path: "KeySchema/0/AttributeName", value: "id", tables: ["storage: AgentsTable"] },
    { what: "its name", path: "TableName", value: "gworld-prod-Agents2", tables: [] },
  ])("GW-L07: a table that changes $what", async ({ path, value, tables }) => {
    const specs = await loadSpecs();
    const replaces = (type: string, property: string) =>
      specs.resource(type)?.property(property)?.replacement === "yes";
    const changed = after(withValue(prod, "storage", table(path), value));
    expect(found("GW-L07", { ...changed, replaces })).toEqual(tables);
  });

  test("GW-L28: a second synthesis that differs", () => {
    expect(found("GW-L28", { ...prod, again: bodies(prod) })).toEqual([]);
    const again = bodies(withValue(prod, "edge", ["Description"], "other"));
    expect(found("GW-L28", { ...prod, again })).toEqual(["edge: "]);
  });
});

test("what AWS's specification calls stateful is known to hold data, but for what holds nothing of ours", async () => {
  const specs = await loadSpecs();
  const types = new Set(allResources([fullConfig("prod"), fullConfig("dev")]).map(({ resource }) => resource.Type));
  const unknown = [...types].filter((type) => specs.resource(type)?.stateful === true && lostWith(type) === undefined);
  expect(unknown.sort()).toEqual([]);
});
