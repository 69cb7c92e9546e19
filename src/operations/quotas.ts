import type { StackTemplate } from "../model/assembly.ts";
import { atOnce } from "../model/at-once.ts";
import { AwsError, failedAs } from "../model/aws-error.ts";
import { edgeRegion } from "../model/graph.ts";
import type { DeployPlan } from "../model/plan.ts";
import { quotas, quotasAsOf, quotasSource } from "../model/quotas/catalogue.ts";
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

/** How many calls go out at a time: Service Quotas lets an account make few a second. */
const callsAtOnce = 4;

/** What the whole environment needs, against what the account is allowed. What the account already holds is not counted. */
export async function environmentQuotas(ports: QuotaPorts, synth: Synth): Promise<EnvironmentQuotas> {
  const { name, region } = ports.config;
  const { rows, note } = await compare(ports, await synth.environment(ports.config), isRefusal);
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

/** What the stacks that a plan creates need beyond a quota. Asks nothing when none is created; never fails a deployment. */
export async function quotaWarnings(ports: QuotaPorts, plan: Pick<DeployPlan, "stacks">): Promise<QuotaWarnings> {
  const created = plan.stacks.filter(({ action }) => action === "create").map(({ template }) => template);
  if (created.length === 0) return { exceeded: [] };
  const { rows, note } = await compare(ports, created, isAnyFailure);
  return { exceeded: rows.filter(({ state }) => state === "exceeded"), note };
}

async function compare(
  { config, quotas: quotasOf }: QuotaPorts,
  templates: readonly StackTemplate[],
  isBorne: (error: unknown) => error is AwsError,
): Promise<{ rows: readonly Headroom[]; note: string | undefined }> {
  const read = templates.map(({ body }) => readTemplate(body));
  const needed = quotas.map((quota) => ({ quota, need: quota.need(read) })).filter(({ need }) => need.most > 0);
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
  const rows = needed.map(({ quota, need }) =>
    headroom(quota, need, { region: regionOf(quota), applied: applied.get(quota) }),
  );
  return { rows, note: noteOf(refusal) };
}

const isRefusal = (error: unknown): error is AwsError => failedAs(error, "denied") || failedAs(error, "unsupported");
const isAnyFailure = (error: unknown): error is AwsError => error instanceof AwsError;

const noteOf = (refusal: AwsError | undefined) =>
  refusal &&
  `The account's own limits are not known: ${refusal.message}. AWS's defaults of ${quotasAsOf} are taken instead.`;
