import { createHash } from "node:crypto";
import { describeTemplate, type StackTemplate } from "../../src/model/assembly.ts";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { stackName, stackParts, stackRegion, upstream, type StackPart } from "../../src/model/graph.ts";
import { pascalCase } from "../../src/model/names.ts";
import type { Synth } from "../../src/ports/synth.ts";

type Resources = Record<string, Record<string, unknown>>;

/** What a test changes of one stack of the small environment below. */
export interface PartChange {
  readonly resources?: Resources;
  readonly terminationProtection?: boolean;
  readonly stackPolicy?: string;
  readonly parameters?: Readonly<Record<string, { readonly Type: string; readonly Default: string }>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  /** Further parameters that outputs upstream fill. */
  readonly inputs?: StackTemplate["parameters"];
}

const types: Readonly<Record<StackPart, string>> = {
  network: "AWS::EC2::VPC",
  security: "AWS::KMS::Key",
  storage: "AWS::DynamoDB::Table",
  compute: "AWS::ECS::Cluster",
  api: "AWS::ApiGateway::RestApi",
  edge: "AWS::CloudFront::Distribution",
  monitoring: "AWS::SNS::Topic",
};

/** Seven small stacks, each with one resource of its own, wired like the real ones. `changes` may be filled during a test. */
export function environmentTemplates(changes: Map<StackPart, PartChange> = new Map()) {
  const synth: Synth = {
    environment: (config) =>
      Promise.resolve(stackParts.map((part) => templateOf(config, part, changes.get(part) ?? {}))),
    bootstrap: () => {
      const resources = { StateTable: { Type: "AWS::DynamoDB::Table", DeletionPolicy: "Retain" } };
      const { body, digest } = described("gworld-bootstrap", {
        Resources: resources,
        Outputs: { Version: { Value: "1" } },
      });
      return Promise.resolve({
        name: "gworld-bootstrap",
        version: 1,
        digest,
        body,
        capabilities: ["CAPABILITY_NAMED_IAM"],
      });
    },
    digest,
    validate: async () => [],
  };
  return { synth, changes };
}

export const digest = (text: string) => createHash("sha256").update(text).digest("hex");

export const mainOf = (part: StackPart) => `${pascalCase(part)}Main`;
export const outputOf = (part: StackPart) => `${pascalCase(part)}Id`;

function templateOf(config: EnvironmentConfig, part: StackPart, change: PartChange): StackTemplate {
  const name = stackName(config.name, part);
  const always = upstream[part].map((need) => [outputOf(need), { part: need, output: outputOf(need) }] as const);
  const wired = { ...Object.fromEntries(always), ...change.inputs };
  const references = Object.fromEntries(Object.keys(wired).map((key) => [key, { Ref: key }]));
  const { body, digest: short } = described(name, {
    Parameters: {
      ...Object.fromEntries(Object.keys(wired).map((key) => [key, { Type: "String" }])),
      ...own[part],
      ...change.parameters,
    },
    Resources: {
      [mainOf(part)]: { Type: types[part], Properties: references },
      ...(part === "compute" && services),
      ...change.resources,
    },
    Outputs: { [outputOf(part)]: { Value: { Ref: mainOf(part) } }, ...change.outputs },
  });
  return {
    part,
    name,
    region: stackRegion(part, config.region),
    body,
    digest: short,
    parameters: wired,
    capabilities: ["CAPABILITY_NAMED_IAM"],
    terminationProtection: change.terminationProtection ?? false,
    stackPolicy: change.stackPolicy,
  };
}

const own: Partial<Record<StackPart, object>> = {
  compute: { AgentRuntimeImage: { Type: "String", Default: "starter:1" } },
};
const services: Resources = {
  AgentRuntimeTask: { Type: "AWS::ECS::TaskDefinition", Properties: { Image: { Ref: "AgentRuntimeImage" } } },
  AgentRuntimeService: { Type: "AWS::ECS::Service", Properties: { TaskDefinition: { Ref: "AgentRuntimeTask" } } },
};

function described(name: string, document: object) {
  const short = digest(JSON.stringify(document)).slice(0, 16);
  return { body: JSON.stringify({ Description: describeTemplate(name, short), ...document }), digest: short };
}
