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
    const credentials = await client.config.credentials();
    const expiresAt = credentials.expiration?.toISOString();
    // The SDK learns the time from the Date header of answers, which counts whole seconds, and signs by it.
    const { systemClockOffset: clockOffset } = client.config;
    return {
      account,
      arn,
      region: clients.region,
      source: sourceText((await clients.source()) ?? "configured", clients.profile),
      ...(expiresAt !== undefined && { expiresAt }),
      ...(Math.abs(clockOffset) > borne && { clockOffset }),
    };
  });
}

const sourceText = (source: string, profile: string | undefined) =>
  profile === undefined ? source : `${source} (profile ${profile})`;
