import { createHash } from "node:crypto";
import { describeTemplate, type StackTemplate } from "../../src/model/assembly.ts";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { stackName, stackParts, stackRegion, upstream, type StackPart } from "../../src/model/graph.ts";
import { pascalCase } from "../../src/model/names.ts";
import type { Synth } from "../../src/ports/synth.ts";
import { createSynth } from "../../src/main/synth.ts";

type Resources = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What a scenario puts into one of the small stacks, beside the topic that each has. */
export interface PartContent {
  readonly resources?: Resources;
  readonly outputs?: Readonly<Record<string, unknown>>;
  /** What says nothing of any resource. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly parameters?: Readonly<Record<string, { readonly Type: string; readonly Default: string }>>;
  /** Parameters beside those that each stack has, from what outputs they come. */
  readonly wired?: StackTemplate["parameters"];
  /** What the stack's own topic is called on a screen: another one is a change in place. */
  readonly display?: string;
  readonly terminationProtection?: boolean;
  readonly stackPolicy?: string;
}

export const digest = (text: string) => createHash("sha256").update(text).digest("hex");

/** Made once by the templates' own code: the state backend is the real one. */
const synth = createSynth({ read: async () => undefined, write: async () => undefined }, undefined);
let backend: ReturnType<Synth["bootstrap"]> | undefined;

/** Seven stacks wired like an environment's, each of one topic and what `content` says at the time. */
export const smallStacks = (content: ReadonlyMap<StackPart, PartContent>): Synth => ({
  environment: async (config) => stackParts.map((part) => stackOf(config, part, content.get(part) ?? {})),
  bootstrap: () => (backend ??= synth.bootstrap()),
  digest,
  validate: async () => [],
});

const outputOf = (part: StackPart) => `${pascalCase(part)}Id`;

function stackOf(config: EnvironmentConfig, part: StackPart, content: PartContent): StackTemplate {
  const name = stackName(config.name, part);
  const inputs = upstream[part].map(outputOf);
  const topic = {
    Type: "AWS::SNS::Topic",
    Properties: {
      TopicName: `${name}-topic`,
      DisplayName: content.display ?? part,
      // What comes from upstream is read, so that another value of it is a change.
      Tags: inputs.map((key) => ({ Key: key, Value: { Ref: key } })),
    },
  };
  const document = {
    ...(content.metadata && { Metadata: content.metadata }),
    Parameters: {
      ...Object.fromEntries([...inputs, ...Object.keys(content.wired ?? {})].map((key) => [key, { Type: "String" }])),
      ...content.parameters,
    },
    Resources: { [`${pascalCase(part)}Topic`]: topic, ...content.resources },
    Outputs: { [outputOf(part)]: { Value: { Ref: `${pascalCase(part)}Topic` } }, ...content.outputs },
  };
  const short = digest(JSON.stringify(document)).slice(0, 16);
  return {
    part,
    name,
    region: stackRegion(part, config.region),
    body: JSON.stringify({ Description: describeTemplate(name, short), ...document }),
    digest: short,
    parameters: {
      ...Object.fromEntries(upstream[part].map((need) => [outputOf(need), { part: need, output: outputOf(need) }])),
      ...content.wired,
    },
    capabilities: ["CAPABILITY_NAMED_IAM"],
    terminationProtection: content.terminationProtection ?? false,
    stackPolicy: content.stackPolicy,
  };
}
