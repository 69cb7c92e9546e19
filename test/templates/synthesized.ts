import { createHash } from "node:crypto";
import { z } from "zod";
import { presets } from "../../src/model/config/presets.ts";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import type { StackPart } from "../../src/model/graph.ts";
import { synthesizeBootstrap, synthesizeEnvironment } from "../../templates/index.ts";

export const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

export const environments = ["local", "dev", "staging", "prod"] as const;
export type EnvironmentName = (typeof environments)[number];

export const configOf = (name: EnvironmentName, changes: Partial<EnvironmentConfig> = {}): EnvironmentConfig => ({
  name,
  project: "gworld",
  ...presets[name],
  ...changes,
});

/** An environment with every option that adds resources. */
export const fullConfig = (name: EnvironmentName) =>
  configOf(name, {
    alarmEmail: "oncall@example.com",
    domain: { name: "world.example.com", hostedZoneId: "Z0123456789ABC" },
    github: { repository: "example/worlds" },
    waf: true,
    backups: true,
    trail: true,
  });

const resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DependsOn: z.union([z.string(), z.array(z.string())]).optional(),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
  Metadata: z.unknown().optional(),
});
const parameter = z.object({ Type: z.string(), Default: z.string().optional() });

const template = z.strictObject({
  AWSTemplateFormatVersion: z.literal("2010-09-09"),
  Description: z.string(),
  Parameters: z.record(z.string(), parameter).default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Resources: z.record(z.string(), resource),
  Outputs: z.record(z.string(), z.strictObject({ Description: z.string(), Value: z.unknown() })),
});

export type Template = z.infer<typeof template>;
export type Resource = z.infer<typeof resource>;

export const parseTemplate = (body: string): Template => template.parse(JSON.parse(body));

export const freshSynth = (config: EnvironmentConfig) => synthesizeEnvironment(config, sha256);

const known = new Map<string, ReturnType<typeof freshSynth>>();

/** Synthesizes each configuration once a test file: what is tested is the result. */
export function synth(config: EnvironmentConfig): ReturnType<typeof freshSynth> {
  const key = JSON.stringify(config);
  const made = known.get(key) ?? freshSynth(config);
  known.set(key, made);
  return made;
}

export const bootstrap = () => synthesizeBootstrap(sha256);

/** The parsed templates of an environment by part. */
export const templatesOf = (config: EnvironmentConfig) =>
  new Map(synth(config).map(({ part, body }) => [part, parseTemplate(body)]));

export function templateOf(config: EnvironmentConfig, part: StackPart): Template {
  const found = templatesOf(config).get(part);
  if (found === undefined) throw new Error(`no ${part} stack`);
  return found;
}

export interface Placed {
  readonly where: string;
  readonly id: string;
  readonly resource: Resource;
}

/** Every resource of some environments and of the bootstrap. */
export const allResources = (configs: readonly EnvironmentConfig[]): readonly Placed[] =>
  [...configs.flatMap(synth), bootstrap()].flatMap(({ name, body }) =>
    Object.entries(parseTemplate(body).Resources).map(([id, resource]) => ({
      where: `${name}/${id} (${resource.Type})`,
      id,
      resource,
    })),
  );

export const ofType = (resources: Template["Resources"], type: string) =>
  Object.entries(resources).filter(([, { Type }]) => Type === type);

/** Reads one property of an unknown value; undefined when there is none. */
export const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null
        ? Object.entries(inner).find(([name]) => name === key)?.[1]
        : undefined,
    value,
  );
