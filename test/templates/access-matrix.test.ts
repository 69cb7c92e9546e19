import { describe, expect, test } from "vitest";
import { dataRows, givenRows } from "./access-data.ts";
import { deployingRows } from "./access-deploying.ts";
import { keyRows } from "./access-keys.ts";
import { account, arn, bound, deployers, maker, type Row } from "./access-rows.ts";
import { runningRows } from "./access-running.ts";
import { stateRows } from "./access-state.ts";
import { decides, type Request, type Statement } from "./evaluate.ts";
import { place, policiesOf } from "./roles.ts";
import { fullConfig } from "./synthesized.ts";

const rowsOf = (env: string): readonly Row[] => [
  ...dataRows(env),
  ...stateRows(env),
  ...keyRows(env),
  ...givenRows(env),
  ...runningRows(env),
  ...deployingRows(env),
];

interface Case extends Request {
  readonly who: readonly string[];
}

/** Each row twice: asked for by oneself, and by CloudFormation, which deployers then have the rights of. */
const casesOf = (env: string, guarded: boolean): readonly Case[] =>
  rowsOf(env).flatMap((one) => {
    const who = guarded ? (one.guarded ?? one.who) : one.who;
    const context = { "aws:PrincipalAccount": account, ...one.context };
    const called = { ...context, "aws:CalledVia": "cloudformation.amazonaws.com" };
    return [
      { ...one, context, who },
      { ...one, context: called, who: who.includes(maker) ? [...who, ...deployers] : who },
    ];
  });

/** What a policy that is added to a role later must not open. */
const denials: readonly (Request & { readonly role: string })[] = [
  ...["Readonly", "Operator", "GithubPlan"].map((role) => ({
    role,
    action: "secretsmanager:GetSecretValue",
    resource: arn("secretsmanager", "secret:gworld/dev/redis-AbCdEf"),
  })),
  { role: "GithubPlan", action: "cloudformation:ExecuteChangeSet", resource: "*" },
  ...[
    "iam:CreateRole",
    "sts:AssumeRole",
    "kms:ScheduleKeyDeletion",
    "dynamodb:DeleteTable",
    "cloudtrail:StopLogging",
  ].map((action) => ({ role: "Boundary", action, resource: "*" })),
  ...["iam:DeleteRolePermissionsBoundary", "iam:CreateUser", "organizations:LeaveOrganization"].map((action) => ({
    role: "Execution",
    action,
    resource: "*",
  })),
];

const environments = (["dev", "prod"] as const).map((name) => {
  const config = fullConfig(name);
  const logged = { ...config, region: place.region, network: { ...config.network, flowLogs: "reject" as const } };
  return { name, ...policiesOf(logged), cases: casesOf(name, config.protected) };
});

describe.each(environments)("in $name", ({ statements, bounded, cases }) => {
  test("whoever may, may; and nobody else", () => {
    expect(cases.length).toBeGreaterThan(2 * 150);
    for (const { who, ...request } of cases) {
      const able = [...statements].filter(([, own]) => decides(own, request)).map(([name]) => name);
      expect([request, able.sort()]).toEqual([request, [...new Set(who)].sort()]);
    }
  });

  test("no workload is given what its boundary would take from it", () => {
    expect(bounded.length).toBeGreaterThan(6);
    const beyond = cases.filter(({ who }) => !who.includes(bound) && bounded.some((name) => who.includes(name)));
    expect(beyond).toEqual([]);
  });

  test("every role is asked for something that it may, and something that it may not", () => {
    expect([...statements.keys()].filter((name) => !cases.some(({ who }) => who.includes(name)))).toEqual([]);
    expect([...statements.keys()].filter((name) => cases.every(({ who }) => who.includes(name)))).toEqual([]);
  });

  test.each([...statements.keys()])("a statement that %s lost, or a resource that became any, is noticed", (name) => {
    const asked = cases.map(({ who, ...request }) => ({ request, allowed: who.includes(name) }));
    const unnoticed = mutants(statements.get(name) ?? []).filter((mutant) =>
      asked.every(({ request, allowed }) => decides(mutant.statements, request) === allowed),
    );
    expect(unnoticed.map(({ what }) => what)).toEqual([]);
  });

  test.each(denials)("$role stays out of $action, whatever is attached to it", ({ role, ...request }) => {
    const everything = { effect: "Allow", actions: ["*"], resources: ["*"], condition: {} };
    expect(decides([...(statements.get(role) ?? []), everything], request)).toBe(false);
  });
});

interface Mutant {
  readonly what: string;
  readonly statements: readonly Statement[];
}

/** Each allowance taken away, and each one that names resources opened to any. */
const mutants = (statements: readonly Statement[]): readonly Mutant[] =>
  statements.flatMap((statement, index) => {
    if (statement.effect !== "Allow") return [];
    const name = `${statement.actions.join(" ")} on ${statement.resources.join(" ")}`;
    const gone = { what: `without ${name}`, statements: statements.toSpliced(index, 1) };
    if (statement.resources.includes("*")) return [gone];
    const wide = statements.toSpliced(index, 1, { ...statement, resources: ["*"] });
    return [gone, { what: `on everything: ${name}`, statements: wide }];
  });
