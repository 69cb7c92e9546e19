import type { AwsCredentialIdentity } from "@smithy/types";
import type { Caller, Identity } from "../ports/identity.ts";
import type { AwsClients } from "./clients.ts";
import { explain } from "./explain.ts";

/** Asks STS once; the answer holds until credentials are looked for anew. */
export function stsIdentity(clients: AwsClients): Identity {
  let asked: { readonly caller: Promise<Caller>; readonly since: number } | undefined;
  return {
    caller() {
      if (asked?.since !== clients.renewals()) {
        const caller = ask(clients).catch((error: unknown) => {
          asked = undefined;
          throw error;
        });
        asked = { caller, since: clients.renewals() };
      }
      return asked.caller;
    },
  };
}

/** How far a signature may be from AWS's clock, in milliseconds. */
const borne = 5 * 60_000;

function ask(clients: AwsClients): Promise<Caller> {
  return explain(clients, "sts:GetCallerIdentity", async () => {
    const client = await clients.sts();
    const { Account: account = "", Arn: arn = "" } = await client.getCallerIdentity({});
    clients.belongTo(account);
    const credentials: AwsCredentialIdentity & { $source?: object } = await client.config.credentials();
    const expiresAt = credentials.expiration?.toISOString();
    // The SDK learns the time from the Date header of answers, which counts whole seconds, and signs by it.
    const { systemClockOffset: clockOffset } = client.config;
    return {
      account,
      arn,
      region: clients.region,
      source: sourceOf(Object.keys(credentials.$source ?? {}), clients.profile),
      ...(expiresAt !== undefined && { expiresAt }),
      ...(Math.abs(clockOffset) > borne && { clockOffset }),
    };
  });
}

/** The SDK marks credentials with where they passed; the first mark that says more than the others wins. */
const sources: readonly (readonly [mark: RegExp, source: string])[] = [
  [/SSO/, "IAM Identity Center"],
  [/WEB_ID/, "web identity"],
  [/ASSUME_ROLE/, "assumed role"],
  [/PROCESS/, "credential process"],
  [/IMDS/, "instance metadata"],
  [/HTTP/, "container"],
  [/ENV_VARS/, "environment"],
  [/PROFILE/, "profile"],
];

function sourceOf(marks: readonly string[], profile: string | undefined): string {
  const source = sources.find(([mark]) => marks.some((one) => mark.test(one)))?.[1] ?? "configured";
  return profile === undefined ? source : `${source} (profile ${profile})`;
}
