import { CfnParameter, type Stack } from "aws-cdk-lib";
import { type Construct, RootConstruct } from "constructs";
import type { BootstrapTemplate, OutputReference, StackTemplate } from "../src/model/assembly.ts";
import { backendVersion } from "../src/model/bootstrapped.ts";
import type { EnvironmentConfig } from "../src/model/environment.ts";
import { type StackPart, stackParts, stackRegion } from "../src/model/graph.ts";
import { bootstrapStack } from "./bootstrap.ts";
import { apiStack } from "./api.ts";
import { computeStack } from "./compute.ts";
import { edgeStack } from "./edge.ts";
import { monitoringStack } from "./monitoring.ts";
import { networkStack } from "./network.ts";
import { dataStackPolicy } from "./stack-policy.ts";
import { renderTemplate } from "./render.ts";
import { securityStack } from "./security.ts";
import { inputName } from "./stack.ts";
import { storageStack } from "./storage.ts";

/** Hex digest of a text; hashing comes from outside, as these files import nothing of Node. */
type Digest = (text: string) => string;

const builders: Readonly<Record<StackPart, (scope: Construct, config: EnvironmentConfig) => Stack>> = {
  network: networkStack,
  security: securityStack,
  storage: storageStack,
  compute: computeStack,
  api: apiStack,
  edge: edgeStack,
  monitoring: monitoringStack,
};

/** Builds the stacks of an environment below any construct: an App of CDK's tools, or gworld's bare root. */
export const environmentStacks = (scope: Construct, config: EnvironmentConfig) =>
  stackParts.map((part) => ({ part, stack: builders[part](scope, config) }));

/** The templates of an environment, in an order in which they can be deployed. Equal input gives identical bytes. */
export function synthesizeEnvironment(config: EnvironmentConfig, digest: Digest): readonly StackTemplate[] {
  return environmentStacks(bareRoot(), config).map(({ part, stack }) => {
    const rendered = renderTemplate(stack, digest);
    const guarded = config.retainData && (part === "storage" || part === "security");
    return {
      ...rendered,
      part,
      name: stack.stackName,
      region: stackRegion(part, config.region),
      parameters: references(stack),
      capabilities: capabilities(rendered.body),
      terminationProtection: guarded,
      stackPolicy: guarded ? dataStackPolicy(stack) : undefined,
    };
  });
}

export function synthesizeBootstrap(digest: Digest): BootstrapTemplate {
  const stack = bootstrapStack(bareRoot());
  const rendered = renderTemplate(stack, digest);
  return {
    ...rendered,
    name: stack.stackName,
    version: backendVersion,
    capabilities: capabilities(rendered.body),
  };
}

/** Not an App: CDK's makes a folder the moment it is made. Stack traces are what makes constructs slow. */
function bareRoot(): Construct {
  const root = new RootConstruct();
  for (const trace of ["stack-trace", "creation-stack-traces"]) root.node.setContext(`aws:cdk:disable-${trace}`, true);
  return root;
}

/** Parameters are named after the outputs that fill them, so the name tells the reference. */
function references(stack: Stack): Readonly<Record<string, OutputReference>> {
  const inputs = stack.node.children.filter((child) => child instanceof CfnParameter && child.default === undefined);
  return Object.fromEntries(
    inputs.flatMap(({ node: { id } }) => {
      const part = stackParts.find((candidate) => id.startsWith(inputName(candidate, "")));
      return part === undefined ? [] : [[id, { part, output: id.slice(part.length) }]];
    }),
  );
}

const capabilities = (body: string) => (body.includes('"AWS::IAM::') ? (["CAPABILITY_NAMED_IAM"] as const) : []);
