import { expect, test } from "vitest";
import { masked } from "../../src/model/drift.ts";
import { hidden, isSecretName } from "../../src/model/secret-value.ts";

const table = "AWS::DynamoDB::Table";
const changed = (property: string, declared?: string, live?: string) =>
  ({ property, declared, live, difference: "NOT_EQUAL" }) as const;

test.each([
  { type: table, property: "/BillingMode", value: "PROVISIONED", shown: "PROVISIONED" },
  { type: table, property: "/Tags", value: '[{"Key":"a","Value":"b"}]', shown: '[{"Key":"a","Value":"b"}]' },
  { type: "AWS::SecretsManager::Secret", property: "/SecretString", value: "hunter2", shown: hidden },
  { type: "AWS::SSM::Parameter", property: "/Value", value: "redis://x", shown: hidden },
  {
    type: "AWS::ECS::TaskDefinition",
    property: "/ContainerDefinitions/0/Environment/2/Value",
    value: "x",
    shown: hidden,
  },
  { type: "AWS::RDS::DBInstance", property: "/MasterUserPassword", value: "hunter2", shown: hidden },
  { type: "AWS::Lambda::Function", property: "/Environment/Variables/API_KEY", value: "k", shown: hidden },
  {
    type: "AWS::Lambda::Function",
    property: "/Environment",
    value: '{"Variables":{"MODE":"x","DB_PASSWORD":"hunter2"}}',
    shown: `{"Variables":{"MODE":"x","DB_PASSWORD":"${hidden}"}}`,
  },
  {
    type: "AWS::ECS::TaskDefinition",
    property: "/ContainerDefinitions/0/Environment/2",
    value: '{"Name":"AUTH_TOKEN","Value":"hunter2"}',
    shown: `{"Name":"AUTH_TOKEN","Value":"${hidden}"}`,
  },
  { type: "AWS::Lambda::Function", property: "/Environment/Variables/SECRET_ARN", value: "arn:x", shown: "arn:x" },
])("$property of $type is shown as $shown", ({ type, property, value, shown }) => {
  expect(masked(type, changed(property, value, value))).toMatchObject({ declared: shown, live: shown });
});

test("a side where there is nothing stays so", () => {
  expect(masked("AWS::SSM::Parameter", changed("/Value", undefined, "x"))).toMatchObject({
    declared: undefined,
    live: hidden,
  });
});

test.each([
  ["Password", true],
  ["redis_auth_token", true],
  ["ApiKey", true],
  ["apiSecretArn", false],
  ["SecretId", false],
  ["KeySchema", false],
])("%s is the name of a secret: %s", (name, expected) => {
  expect(isSecretName(name)).toBe(expected);
});
