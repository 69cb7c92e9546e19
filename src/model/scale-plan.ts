import { GworldError } from "./error.ts";
import { suggestion } from "./nearest.ts";

/** How many tasks a service runs, and between which bounds autoscaling may move that number. */
export interface Capacity {
  readonly desiredCount: number;
  /** Null where the service has no scalable target, or it cannot be asked. */
  readonly minCapacity: number | null;
  readonly maxCapacity: number | null;
}

export interface ScaleWish {
  readonly count?: number | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

export type ScaleStep =
  | { readonly kind: "bounds"; readonly minCapacity: number; readonly maxCapacity: number }
  | { readonly kind: "count"; readonly desiredCount: number };

/** What `scale` will do, in this order. No steps: it is so already. */
export interface ScalePlan {
  readonly env: string;
  readonly service: string;
  readonly from: Capacity;
  readonly to: Capacity;
  readonly steps: readonly ScaleStep[];
}

interface Scalable {
  readonly env: string;
  readonly service: string;
  readonly from: Capacity;
}

/** Throws `notFound` with the nearest name for a service that does not run there. */
export function findService<S extends { readonly name: string }>(env: string, name: string, services: readonly S[]): S {
  const service = services.find((candidate) => candidate.name === name);
  if (service !== undefined) return service;
  const names = services.map((candidate) => candidate.name);
  throw new GworldError("notFound", `There is no service ${name} in ${env}.`, {
    hint: names.length === 0 ? `Nothing runs there yet: gworld deploy -e ${env}` : suggestion(name, names),
  });
}

/** Compares what is wanted with what runs. Throws `usage` for a wish that cannot be, `refused` for a count out of bounds. */
export function planScale({ env, service, from }: Scalable, wish: ScaleWish): ScalePlan {
  if (wish.count === undefined && wish.min === undefined && wish.max === undefined)
    throw new GworldError("usage", "Nothing to change.", {
      hint: `gworld scale ${service} -e ${env} --count 3, or --min and --max for the bounds`,
    });
  const bounds = wantedBounds({ env, service, from }, wish);
  const desiredCount = wantedCount({ env, service, from }, wish, bounds);
  const to = { desiredCount, minCapacity: bounds?.min ?? null, maxCapacity: bounds?.max ?? null };
  return { env, service, from, to, steps: stepsBetween(from, to) };
}

interface Bounds {
  readonly min: number;
  readonly max: number;
}

function wantedBounds({ env, service, from }: Scalable, { min, max }: ScaleWish): Bounds | undefined {
  const { minCapacity, maxCapacity } = from;
  if (minCapacity === null || maxCapacity === null) {
    if (min === undefined && max === undefined) return undefined;
    throw new GworldError("refused", `${service} has no autoscaling, so it has no bounds to change.`, {
      hint: `Give --count alone, or create what is missing: gworld deploy -e ${env}`,
    });
  }
  const bounds = { min: min ?? minCapacity, max: max ?? maxCapacity };
  if (bounds.min <= bounds.max) return bounds;
  const lonely = min === undefined ? `--min ${bounds.max}` : `--max ${bounds.min}`;
  throw new GworldError("usage", `The lower bound ${bounds.min} would be above the upper bound ${bounds.max}.`, {
    hint: min !== undefined && max !== undefined ? "Swap --min and --max." : `Change both: add ${lonely}.`,
  });
}

/** Without a wish the count stays, moved to the nearest bound where new bounds leave it outside. */
function wantedCount({ env, service, from }: Scalable, wish: ScaleWish, bounds: Bounds | undefined): number {
  if (bounds === undefined) return wish.count ?? from.desiredCount;
  const { min, max } = bounds;
  if (wish.count === undefined) return Math.min(max, Math.max(min, from.desiredCount));
  if (wish.count >= min && wish.count <= max) return wish.count;
  const flag = wish.count > max ? `--max ${wish.count}` : `--min ${wish.count}`;
  throw new GworldError(
    "refused",
    `${wish.count} is outside of the bounds ${min} to ${max} of ${service}: autoscaling would undo it.`,
    { hint: `Move the bound as well: gworld scale ${service} -e ${env} --count ${wish.count} ${flag}` },
  );
}

/** A count that the old bounds do not allow needs the new ones first; else autoscaling must not act before the count has changed. */
function stepsBetween(from: Capacity, to: Capacity): readonly ScaleStep[] {
  const { minCapacity, maxCapacity, desiredCount } = to;
  const count: readonly ScaleStep[] = desiredCount === from.desiredCount ? [] : [{ kind: "count", desiredCount }];
  const same = minCapacity === from.minCapacity && maxCapacity === from.maxCapacity;
  if (same || minCapacity === null || maxCapacity === null) return count;
  const bounds = { kind: "bounds", minCapacity, maxCapacity } as const;
  const allowed = desiredCount >= (from.minCapacity ?? 0) && desiredCount <= (from.maxCapacity ?? Infinity);
  return allowed ? [...count, bounds] : [bounds, ...count];
}
