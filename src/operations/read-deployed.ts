import { describedDigest, type StackTemplate } from "../model/assembly.ts";
import { stackName, stackRegion, type StackPart } from "../model/graph.ts";
import type { StackPlan } from "../model/plan.ts";
import { changedParameters } from "../model/revision-document.ts";
import { readTemplate } from "../model/template.ts";
import type { Connection } from "../ports/connection.ts";
import type { Stack } from "../ports/stacks.ts";
import type { Synth } from "../ports/synth.ts";

export interface DeployedPorts extends Pick<Connection, "config" | "stacks"> {
  readonly synth: Pick<Synth, "environment">;
}

export interface FoundPart {
  readonly part: StackPart;
  readonly stack: Stack;
}

/** A stack as it is kept with a revision. */
export type KeepableStack = Pick<StackPlan, "part" | "name" | "template" | "kept">;

/** What CloudFormation has of one environment. */
export interface DeployedStacks {
  /** The stacks of these parts that there are, at rest or not. */
  find(parts: readonly StackPart[]): Promise<readonly FoundPart[]>;
  /** Their templates and parameters; they must be at rest. */
  read(found: readonly FoundPart[]): Promise<readonly KeepableStack[]>;
}

export const deployedStacks = (ports: DeployedPorts): DeployedStacks => ({
  find: (parts) => findParts(ports, parts),
  read: (found) => readDeployed(ports, found),
});

async function findParts({ config, stacks }: DeployedPorts, parts: readonly StackPart[]) {
  const found = await Promise.all(
    parts.map(async (part) => {
      const stack = await stacks(stackRegion(part, config.region)).describe(stackName(config.name, part));
      return stack === undefined ? [] : [{ part, stack }];
    }),
  );
  return found.flat();
}

async function readDeployed({ config, stacks, synth }: DeployedPorts, found: readonly FoundPart[]) {
  if (found.length === 0) return [];
  const wanted = new Map((await synth.environment(config)).map((template) => [template.part, template]));
  return Promise.all(
    found.map(async ({ part, stack }): Promise<KeepableStack> => {
      const body = await stacks(stackRegion(part, config.region)).template(stack.id);
      const template = asDeployed({ part, stack, body }, wanted.get(part), config.region);
      return { part, name: stack.name, template, kept: changedParameters(template, stack.parameters) };
    }),
  );
}

/** What CloudFormation does not tell (which output fills which parameter, the stack policy) is as this gworld makes it. */
function asDeployed(
  { part, stack, body }: FoundPart & { readonly body: string },
  wanted: StackTemplate | undefined,
  region: string,
): StackTemplate {
  const { parameters, description } = readTemplate(body);
  const wired = Object.entries(wanted?.parameters ?? {}).filter(([name]) => parameters.has(name));
  return {
    part,
    name: stack.name,
    region: wanted?.region ?? stackRegion(part, region),
    body,
    // Of the text itself: after a rollback the stack's own description may be that of what failed.
    digest: describedDigest(description) ?? "",
    parameters: Object.fromEntries(wired),
    capabilities: ["CAPABILITY_NAMED_IAM"],
    terminationProtection: stack.terminationProtection,
    stackPolicy: wanted?.stackPolicy,
  };
}
