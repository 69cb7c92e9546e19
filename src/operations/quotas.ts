import type { StackTemplate } from "../model/assembly.ts";
import { atOnce } from "../model/at-once.ts";
import { AwsError, failedAs } from "../model/aws-error.ts";
import { edgeRegion } from "../model/graph.ts";
import { given } from "../model/json.ts";
import type { DeployPlan, PlannedChange } from "../model/plan.ts";
import { quotas, quotasAsOf, quotasSource } from "../model/quotas/catalogue.ts";
import { fargateCodes, rolloutVcpus } from "../model/quotas/vcpus.ts";
import { headroom, type Headroom } from "../model/quotas/headroom.ts";
import type { Quota } from "../model/quotas/quota.ts";
import { readTemplate } from "../model/template.ts";
import type { Connection } from "../ports/connection.ts";
import type { Synth } from "../ports/synth.ts";

export interface EnvironmentQuotas {
  readonly env: string;
  readonly region: string;
  /** The day for which the defaults were read, and the page that lists them. */
  readonly asOf: string;
  readonly source: string;
  readonly quotas: readonly Headroom[];
  /** Why the account's own limits are not known, where they are not. */
  readonly note?: string | undefined;
}

type QuotaPorts = Pick<Connection, "config" | "quotas">;

/** A quota and how much of it is needed. */
interface Needed {
  readonly quota: Quota;
  readonly need: ReturnType<Quota["need"]>;
  readonly during?: "rollout";
}

/** How many calls go out at a time: Service Quotas lets an account make few a second. */
const callsAtOnce = 4;

/** What the whole environment needs, against what the account is allowed. What the account already holds is not counted. */
export async function environmentQuotas(ports: QuotaPorts, synth: Synth): Promise<EnvironmentQuotas> {
  const { name, region } = ports.config;
  const { rows, note } = await compare(ports, needsOf(await synth.environment(ports.config)), isRefusal);
  return {
    env: name,
    region,
    asOf: quotasAsOf,
    source: quotasSource,
    quotas: rows,
    ...(note !== undefined && { note }),
  };
}

export interface QuotaWarnings {
  readonly exceeded: readonly Headroom[];
  readonly note?: string | undefined;
}

/**
 * What the stacks that a plan creates need beyond a quota, and the tasks that it replaces while old and new ones run. Asks
 * nothing when there are none of both; never fails a deployment.
 */
export async function quotaWarnings(
  ports: QuotaPorts & Pick<Connection, "services">,
  { stacks }: Pick<DeployPlan, "stacks">,
): Promise<QuotaWarnings> {
  const created = stacks.filter(({ action }) => action === "create").map(({ template }) => template);
  const needed = [...needsOf(created), ...(await rolloutNeeds(ports, stacks))];
  if (needed.length === 0) return { exceeded: [] };
  const { rows, note } = await compare(ports, needed, isAnyFailure);
  return { exceeded: rows.filter(({ state }) => state === "exceeded"), note };
}

function needsOf(templates: readonly StackTemplate[]): readonly Needed[] {
  const read = templates.map(({ body }) => readTemplate(body));
  return quotas.map((quota) => ({ quota, need: quota.need(read) })).filter(({ need }) => need.most > 0);
}

async function rolloutNeeds(
  { services }: Pick<Connection, "services">,
  stacks: DeployPlan["stacks"],
): Promise<readonly Needed[]> {
  const rolling = stacks
    .filter(({ action }) => action === "update")
    .map(({ changes, template }) => ({
      template: readTemplate(template.body),
      changed: changes.flatMap((change) => (replacesTasks(change) ? [change.logicalId] : [])),
    }))
    .filter(({ changed }) => changed.length > 0);
  if (rolling.length === 0) return [];
  const live = await services.list().catch(() => []);
  const rollouts = {
    changed: new Set(rolling.flatMap(({ changed }) => changed)),
    running: new Map(live.map(({ name, desiredCount }) => [name, desiredCount])),
  };
  const templates = rolling.map(({ template }) => template);
  return quotas.flatMap((quota) => {
    const capacity = fargateCodes[quota.code ?? ""];
    const need = capacity && rolloutVcpus(capacity, rollouts)(templates);
    return need !== undefined && need.most > 0 ? [{ quota, need, during: "rollout" }] : [];
  });
}

/** What a service's tasks are made of (ECS API reference, UpdateService: what begins a new deployment). */
const replacesTasks = ({ type, action, properties }: PlannedChange) =>
  type === "AWS::ECS::Service" &&
  action === "Modify" &&
  properties.some((path) =>
    /\b(?:TaskDefinition|NetworkConfiguration|LoadBalancers|CapacityProviderStrategy|PlatformVersion|LaunchType)\b/.test(
      path,
    ),
  );

async function compare(
  { config, quotas: quotasOf }: QuotaPorts,
  needed: readonly Needed[],
  isBorne: (error: unknown) => error is AwsError,
): Promise<{ rows: readonly Headroom[]; note: string | undefined }> {
  const applied = new Map<Quota, number | undefined>();
  const regionOf = ({ global }: Quota) => (global === true ? edgeRegion : config.region);
  let refusal: AwsError | undefined;
  await atOnce(needed, { most: callsAtOnce, signal: new AbortController().signal }, async ({ quota }) => {
    const { service, code } = quota;
    if (code === undefined || refusal !== undefined) return;
    try {
      applied.set(quota, await quotasOf(regionOf(quota)).applied(service, code));
    } catch (error) {
      if (!isBorne(error)) throw error;
      refusal = error;
    }
  });
  const rows = needed.map(({ quota, need, during }) => ({
    ...headroom(quota, need, { region: regionOf(quota), applied: applied.get(quota) }),
    ...given({ during }),
  }));
  return { rows, note: noteOf(refusal) };
}

const isRefusal = (error: unknown): error is AwsError => failedAs(error, "denied") || failedAs(error, "unsupported");
const isAnyFailure = (error: unknown): error is AwsError => error instanceof AwsError;

const noteOf = (refusal: AwsError | undefined) =>
  refusal &&
  `The account's own limits are not known: ${refusal.message}. AWS's defaults of ${quotasAsOf} are taken instead.`;
