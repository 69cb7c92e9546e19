import { rejectedAs } from "../model/aws-error.ts";
import { tableGone } from "../model/bootstrapped.ts";
import { GworldError } from "../model/error.ts";
import { stackParts } from "../model/graph.ts";
import { standing } from "../model/stack-status.ts";
import type { Connection } from "../ports/connection.ts";
import type { Stack } from "../ports/stacks.ts";
import type { RecordRevision } from "./journal.ts";
import type { Keepable, KeepRevision } from "./keep-revision.ts";
import type { DeployedStacks } from "./read-deployed.ts";

export interface RebuildPorts extends Pick<Connection, "config" | "identity" | "state"> {
  readonly deployed: DeployedStacks;
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
  const env = ports.config.name;
  const [{ account }, there] = await Promise.all([ports.identity.caller(), ports.deployed.find(stackParts)]);
  if (there.length === 0) throw nothingThere(env);
  for (const { stack } of there) refuseRestless(env, stack);
  const kept = await ports.deployed.read(there);
  return { environment: env, account, stacks: kept, why: await difference(ports, kept) };
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
