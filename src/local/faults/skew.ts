import type { WireCall } from "../resource.ts";
import { ServiceError } from "../service.ts";

/** AWS refuses a signature this far from its own clock. */
const tolerance = 5 * 60_000;

/** Tells the time of a clock that is off, and refuses what was signed by another one. Clients learn the time from the answer. */
export function checkClock({ request, response }: WireCall, now: number): void {
  response.setHeader("date", new Date(now).toUTCString());
  const stamp = request.headers["x-amz-date"];
  const signed = typeof stamp === "string" ? timeOf(stamp) : undefined;
  if (signed === undefined || Math.abs(signed - now) <= tolerance) return;
  const isJson = request.headers["x-amz-target"] !== undefined;
  throw new ServiceError(
    isJson ? "InvalidSignatureException" : "SignatureDoesNotMatch",
    `Signature ${signed < now ? "expired" : "not yet current"}: ${String(stamp)} is more than 5 min. away from ${compact(now)}`,
    { status: isJson ? 400 : 403 },
  );
}

const compact = (time: number) => new Date(time).toISOString().replaceAll(/[-:]|\.\d{3}/g, "");

function timeOf(stamp: string): number | undefined {
  const time = Date.parse(stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
  return Number.isNaN(time) ? undefined : time;
}
