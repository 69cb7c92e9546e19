/** Something that must be so in an environment, and whether it is. */
export interface Check {
  readonly name: string;
  /** skipped: it could not be looked at, and the message says why. That is not the same as ok. */
  readonly status: "ok" | "warn" | "fail" | "skipped";
  readonly message: string;
  /** What to type or do next. */
  readonly hint?: string | undefined;
}

/** A check at one moment. settling: it may come out otherwise soon, with nobody doing anything. */
export interface Look extends Check {
  readonly settling?: true;
}

export const isFailed = ({ status }: Check) => status === "fail";

/** How many came out how: `7 ok, 1 warn, 5 skipped`. */
export function tally(checks: readonly Check[]): string {
  const counts = (["ok", "warn", "fail", "skipped"] as const).map(
    (status) => [status, checks.filter((check) => check.status === status).length] as const,
  );
  return counts.flatMap(([status, count]) => (count === 0 ? [] : [`${count} ${status}`])).join(", ");
}
