import { describedDigest, type StackTemplate } from "../model/assembly.ts";
import { rejectedAs } from "../model/aws-error.ts";
import { tableGone } from "../model/bootstrapped.ts";
import { GworldError } from "../model/error.ts";
import { stackName, stackParts, stackRegion, type StackPart } from "../model/graph.ts";
import { changedParameters } from "../model/revision-document.ts";
import { standing } from "../model/stack-status.ts";
import { readTemplate } from "../model/template.ts";
import type { Connection } from "../ports/connection.ts";
import type { Stack } from "../ports/stacks.ts";
import type { Synth } from "../ports/synth.ts";
import type { RecordRevision } from "./journal.ts";
import type { Keepable, KeepRevision } from "./keep-revision.ts";

export interface RebuildPorts extends Pick<Connection, "config" | "stacks" | "identity" | "state"> {
  readonly synth: Synth;
}

export interface RebuildPlan extends Keepable {
  /** Why what is known is not what is there; undefined where nothing is to be rebuilt. */
  readonly why: string | undefined;
}

export interface Rebuilt {
  readonly env: string;
  readonly result: "rebuilt" | "unchanged";
  readonly revision: number | null;
  readonly stacks: readonly { readonly name: string; readonly template: string }[];
}

/**
 * Reads from CloudFormation what is deployed, for a revision that says just that. Throws `notFound` where there are no stacks, or
 * no table to write to, and `failed` while a stack is not at rest.
 */
export async function planRebuild(ports: RebuildPorts): Promise<RebuildPlan> {
  const { config, stacks, identity, synth } = ports;
  const env = config.name;
  const [{ account }, wanted, found] = await Promise.all([
    identity.caller(),
    synth.environment(config),
    Promise.all(
      stackParts.map(async (part) => {
        const inRegion = stacks(stackRegion(part, config.region));
        const stack = await inRegion.describe(stackName(env, part));
        return stack === undefined ? [] : [{ part, stack, body: await inRegion.template(stack.id) }];
      }),
    ),
  ]);
  const there = found.flat();
  if (there.length === 0) throw nothingThere(env);
  for (const { stack } of there) refuseRestless(env, stack);
  const made = there.map((one) =>
    asDeployed(
      one,
      wanted.find(({ part }) => part === one.part),
      config.region,
    ),
  );
  const kept = made.map(({ template, stack }) => ({
    part: template.part,
    name: template.name,
    template,
    kept: changedParameters(template, stack.parameters),
  }));
  return { environment: env, account, stacks: kept, why: await difference(ports, kept) };
}

interface There {
  readonly part: StackPart;
  readonly stack: Stack;
  readonly body: string;
}

/** What CloudFormation does not tell (which output fills which parameter, the stack policy) is as this gworld makes it. */
function asDeployed({ part, stack, body }: There, wanted: StackTemplate | undefined, region: string) {
  const { parameters } = readTemplate(body);
  const wired = Object.entries(wanted?.parameters ?? {}).filter(([name]) => parameters.has(name));
  const template: StackTemplate = {
    part,
    name: stack.name,
    region: wanted?.region ?? stackRegion(part, region),
    body,
    digest: describedDigest(stack.description) ?? "",
    parameters: Object.fromEntries(wired),
    capabilities: ["CAPABILITY_NAMED_IAM"],
    terminationProtection: stack.terminationProtection,
    stackPolicy: wanted?.stackPolicy,
  };
  return { template, stack };
}

async function difference({ config: { name }, state }: RebuildPorts, stacks: Keepable["stacks"]) {
  const [latest, standingRow] = await Promise.all([state.latest(name), state.standing(name)]).catch(
    (error: unknown) => {
      throw rejectedAs(error, "ResourceNotFoundException") ? tableGone(error) : error;
    },
  );
  if (latest === undefined) return `nothing is known of who deployed ${name}`;
  if (standingRow === undefined) return "nothing tells which revision is current";
  if (latest.document === undefined) return `no templates were kept of revision ${latest.revision}`;
  const other = stacks.filter(({ name: stack, template }) => {
    const known = latest.templates[stack];
    return known !== undefined && known !== template.digest;
  });
  if (other.length === 0) return undefined;
  return `revision ${latest.revision} tells another template of ${other.map((stack) => stack.name).join(", ")}`;
}

/** Writes the revision. */
export async function applyRebuild(plan: RebuildPlan, keep: KeepRevision, record: RecordRevision): Promise<Rebuilt> {
  const templates = Object.fromEntries(plan.stacks.map(({ name, template }) => [name, template.digest]));
  const document = await keep(plan);
  const revision = await record({ result: "rebuilt", templates, seconds: 0, document });
  if (revision === null)
    throw new GworldError("failed", `The state of ${plan.environment} could not be written.`, {
      hint: `The warning above says why. See what is wrong with: gworld doctor --env ${plan.environment}`,
    });
  return rebuiltOf(plan, "rebuilt", revision);
}

export const rebuiltOf = (
  { environment, stacks }: RebuildPlan,
  result: Rebuilt["result"],
  revision: number | null,
): Rebuilt => ({
  env: environment,
  result,
  revision,
  stacks: stacks.map(({ name, template }) => ({ name, template: template.digest })),
});

const nothingThere = (env: string) =>
  new GworldError("notFound", `${env} has no stacks: there is nothing to rebuild its state from.`, {
    hint: `gworld deploy --env ${env}`,
  });

function refuseRestless(env: string, { name, status }: Stack): void {
  if (standing(status).deploy === "update") return;
  throw new GworldError("failed", `${name} is ${status}: only what is at rest tells what is deployed.`, {
    hint: `gworld deploy --env ${env} brings it to rest. What stands in the way: gworld doctor --env ${env}`,
  });
}
