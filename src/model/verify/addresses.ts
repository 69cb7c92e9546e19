import type { Look } from "../check.ts";

/** What came back from an address: a status, or why nothing did. */
export type Answer = { readonly status: number } | { readonly silent: string };

export interface Address {
  readonly name: string;
  readonly url: string;
  /** Statuses with which it answers as it should; any below 500 says at least that something answers. */
  readonly good: readonly number[];
}

/** One address. Nobody there, or an error of the server, fails; an answer that is not expected is told. */
export function addressCheck(env: string, { name, url, good }: Address, answer: Answer): Look {
  const logs = `gworld logs --env ${env} --since 15m --level warn`;
  if ("silent" in answer)
    return { name, status: "fail", message: `${url} does not answer: ${answer.silent}`, hint: logs, settling: true };
  const { status } = answer;
  const message = `${url} answers with ${status}`;
  if (status >= 500) return { name, status: "fail", message, hint: logs, settling: true };
  if (good.includes(status)) return { name, status: "ok", message };
  return { name, status: "warn", message: `${message}, not with ${good.join(" or ")}`, hint: `curl -i ${url}` };
}

export interface Domain {
  readonly name: string;
  /** The distribution's own name, to which the domain must lead. */
  readonly target: string;
  /** False where the zone is somebody else's, who must make the record. */
  readonly isOurs: boolean;
  /** True where it is looked at as the end of a deployment, which may just have made what somebody else must lead to. */
  readonly isFresh: boolean;
}

/** The custom domain: it must lead to where the distribution's own name leads. */
export function domainCheck(
  { name: domain, target, isOurs, isFresh }: Domain,
  found: readonly string[],
  wanted: readonly string[],
): Look {
  const name = "dns";
  const record = isOurs
    ? "A new record takes a while: look again in some minutes"
    : `Make a CNAME (or alias): ${domain} -> ${target}`;
  const status = isFresh && !isOurs ? "warn" : "fail";
  if (found.length === 0)
    return { name, status, message: `${domain} leads nowhere`, hint: record, ...(isOurs && { settling: true }) };
  if (found.some((address) => wanted.includes(address)))
    return { name, status: "ok", message: `${domain} leads to ${target}` };
  // CloudFront gives other addresses to other askers, so that this proves nothing.
  return {
    name,
    status: "warn",
    message: `${domain} leads to ${found.join(", ")}, which ${target} does not now`,
    hint: record,
  };
}
