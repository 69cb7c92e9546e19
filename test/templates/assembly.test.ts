import { expect, test, describe } from "vitest";
import { loadSpecs } from "../../src/local/cloudformation/spec/spec.ts";
import { describedDigest, describeTemplate } from "../../src/model/assembly.ts";
import { type StackPart, stackName, stackParts, upstream } from "../../src/model/graph.ts";
import { lostWith } from "../../src/model/stateful-types.ts";
import {
  allResources,
  at,
  bootstrap,
  configOf,
  environments,
  fullConfig,
  parseTemplate,
  sha256,
  synth,
} from "./synthesized.ts";

const configs = [...environments.map((name) => configOf(name)), ...environments.map(fullConfig)];

describe.each(configs.map((config) => ({ config, stacks: synth(config) })))(
  "the stacks of $config.name",
  ({ config, stacks }) => {
    test("are one for each module, named and placed", () => {
      expect(stacks.map(({ part, name }) => [part, name])).toEqual(
        stackParts.map((part) => [part, stackName(config.name, part)]),
      );
      const elsewhere = stacks.filter(({ region }) => region !== config.region).map(({ part }) => part);
      expect(elsewhere).toEqual(config.region === "us-east-1" ? [] : ["edge"]);
    });

    test("carry the digest of what they are in their description", () => {
      for (const { name, body, digest } of stacks) {
        const { Description, ...content } = parseTemplate(body);
        expect(Description).toBe(describeTemplate(name, digest));
        expect(describedDigest(Description)).toBe(digest);
        expect(Description.length).toBeLessThan(1024);
        const bare = body.replace(`"Description":${JSON.stringify(Description)},`, "");
        expect(sha256(bare).slice(0, 16)).toBe(digest);
        expect(content.Resources).not.toEqual({});
      }
    });

    test("take as parameters exactly what stacks upstream give as outputs", () => {
      const outputs = new Map(stacks.map(({ part, body }) => [part, Object.keys(parseTemplate(body).Outputs)]));
      for (const { part, body, parameters } of stacks) {
        const asked = Object.entries(parseTemplate(body).Parameters).filter(([, { Default }]) => Default === undefined);
        expect(Object.keys(parameters)).toEqual(asked.map(([id]) => id));
        for (const { part: from, output } of Object.values(parameters)) {
          expect(upstream[part]).toContain(from);
          expect(outputs.get(from)).toContain(output);
        }
        const used = new Set(Object.values(parameters).map((reference) => reference.part));
        expect([...used].sort()).toEqual([...upstream[part]].sort());
      }
    });

    test("stay below CloudFormation's limits with room to grow", () => {
      for (const { body } of stacks) {
        const { Resources, Outputs, Parameters } = parseTemplate(body);
        expect(Buffer.byteLength(body)).toBeLessThan(200_000);
        expect(Object.keys(Resources).length).toBeLessThanOrEqual(450);
        expect(Object.keys(Outputs).length).toBeLessThanOrEqual(180);
        expect(Object.keys(Parameters).length).toBeLessThanOrEqual(180);
        expect(body.match(/\{\{resolve:/g)?.length ?? 0).toBeLessThanOrEqual(50);
      }
    });

    test("ask for IAM capabilities only where they make roles or policies", () => {
      for (const { body, capabilities } of stacks) {
        const types = Object.values(parseTemplate(body).Resources).map(({ Type }) => Type);
        const identities = types.some((type) => type.startsWith("AWS::IAM::"));
        expect(capabilities).toEqual(identities ? ["CAPABILITY_NAMED_IAM"] : []);
      }
    });

    test("need nothing from outside: no assets, exports, imports, look-ups or CDK metadata, nor tags but names", () => {
      const text = stacks.map(({ body }) => body).join("\n");
      for (const forbidden of [
        "ImportValue",
        '"Export"',
        "cdk-hnb659fds",
        "dummy1",
        "aws:cdk",
        "CDKMetadata",
        "AssetParameters",
        "BootstrapVersion",
      ])
        expect(text).not.toContain(forbidden);
      expect(text).not.toMatch(/\b\d{12}\b/);
      expect(text.match(/"Tags":\[(?!\{"Key":"Name","Value":"gworld-[\w-]+"\}\])/g)).toBe(null);
    });
  },
);

/** Parts of APIs that nobody meets in a console, and whose text would make a new deployment. */
const unseen = ["AWS::ApiGateway::Deployment", "AWS::ApiGatewayV2::Deployment", "AWS::ApiGatewayV2::Integration"];

test("whatever AWS shows a description of has one", async () => {
  const specs = await loadSpecs();
  const bare = allResources([fullConfig("dev"), fullConfig("prod")]).filter(({ resource: { Type, Properties } }) => {
    const spec = unseen.includes(Type) ? undefined : specs.resource(Type);
    const names = ["Description", "GroupDescription", "AlarmDescription"].filter((name) => spec?.property(name));
    return spec?.open === false && names.some((name) => !Properties[name]);
  });
  expect(bare.map(({ where }) => where)).toEqual([]);
});

test("the graph has no way round", () => {
  const visit = (part: StackPart, seen: readonly StackPart[]): void => {
    expect(seen).not.toContain(part);
    for (const next of upstream[part]) visit(next, [...seen, part]);
  };
  for (const part of stackParts) visit(part, []);
  for (const part of stackParts)
    for (const before of upstream[part]) expect(stackParts.indexOf(before)).toBeLessThan(stackParts.indexOf(part));
});

test.each(environments)("%s guards what holds data when it keeps data", (name) => {
  const config = configOf(name);
  const guarded = synth(config).filter(({ terminationProtection }) => terminationProtection);
  expect(guarded.map(({ part }) => part)).toEqual(config.retainData ? ["security", "storage"] : []);
  for (const { stackPolicy, terminationProtection, body } of synth(config)) {
    expect(stackPolicy !== undefined).toBe(terminationProtection);
    if (stackPolicy === undefined) continue;
    const types = new Set(Object.values(parseTemplate(body).Resources).map(({ Type }) => Type));
    expect(at(JSON.parse(stackPolicy), "Statement", "1", "Condition", "StringEquals", "ResourceType")).toEqual(
      [...types].filter((type) => lostWith(type) !== undefined).sort(),
    );
  }
});

test("the edge is in us-east-1 wherever the environment is, and finds its origins at home", () => {
  const stacks = synth(configOf("dev", { region: "eu-central-1" }));
  expect(stacks.filter(({ region }) => region === "us-east-1").map(({ part }) => part)).toEqual(["edge"]);
  const edge = stacks.find(({ part }) => part === "edge");
  expect(edge?.body).toContain(".execute-api.eu-central-1.");
});

test("the bootstrap keeps state, its key and its log bucket, and says its version", () => {
  const { name, version, body, digest, capabilities } = bootstrap();
  const { Resources, Outputs, Description, Parameters } = parseTemplate(body);
  expect(name).toBe("gworld-bootstrap");
  expect(Description).toBe(describeTemplate(name, digest));
  expect(Parameters).toEqual({});
  expect(capabilities).toEqual(["CAPABILITY_NAMED_IAM"]);
  expect(Object.keys(Outputs)).toEqual(["BucketName", "TableName", "KeyArn", "Version", "Needs"]);
  expect(Outputs["Needs"]?.Value).toMatch(/^\d+\.\d+\.\d+$/);
  expect(Outputs["Version"]?.Value).toBe(String(version));
  for (const id of ["StateKey", "StateTable", "StateBucket", "LogsBucket"])
    expect(Resources[id]).toMatchObject({ DeletionPolicy: "RetainExceptOnCreate", UpdateReplacePolicy: "Retain" });
  expect(Resources["StateTable"]?.Properties).toMatchObject({
    TableName: "gworld-state",
    BillingMode: "PAY_PER_REQUEST",
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  });
});
