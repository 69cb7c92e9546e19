import type { Quota } from "./quota.ts";

/** A quota against what is needed of it. */
export interface Headroom {
  readonly service: string;
  readonly quota: string;
  readonly code?: string | undefined;
  /** Whose limit it is, and where more is asked for. */
  readonly region: string;
  readonly needed: number;
  /** Needed when every service runs its most tasks; absent where that is the same. */
  readonly peak?: number | undefined;
  readonly limit: number;
  /** Whether Service Quotas told the limit, or it is what AWS gives every account. */
  readonly from: "account" | "default";
  /** Needed while old and new tasks run side by side; absent where it is needed for good. */
  readonly during?: "rollout" | undefined;
  /** exceeded: it cannot be created. close: more than four fifths of it, or not enough for the peak. */
  readonly state: "ok" | "close" | "exceeded";
}

/** Judges one quota; `applied` is the account's own limit, where it is known. */
export function headroom(
  { service, name, code, standard }: Quota,
  { least, most }: { readonly least: number; readonly most: number },
  { region, applied }: { readonly region: string; readonly applied: number | undefined },
): Headroom {
  const limit = applied ?? standard;
  const tight = least > limit * 0.8 || most > limit;
  return {
    service,
    quota: name,
    ...(code !== undefined && { code }),
    region,
    needed: least,
    ...(most !== least && { peak: most }),
    limit,
    from: applied === undefined ? "default" : "account",
    state: least > limit ? "exceeded" : tight ? "close" : "ok",
  };
}
