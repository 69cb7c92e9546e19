import type { STS } from "@aws-sdk/client-sts";
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from "@smithy/types";
import { AwsError } from "../model/aws-error.ts";
import { clientSettings } from "./client-settings.ts";
import type { AwsClientOptions } from "./clients.ts";
import { sourceOf, type CredentialSource } from "./credential-source.ts";
import { explainedAs, renewalRefused } from "./explain.ts";

/** What is signed with. */
type Credentials = AwsCredentialIdentity | AwsCredentialIdentityProvider;

export interface Credentialed {
  readonly config: { readonly credentials: AwsCredentialIdentityProvider };
}

/** The credentials of all clients. */
export interface SharedCredentials {
  /** Undefined until a client has found them. */
  current(): Credentials | undefined;
  /** The first client's memoized provider serves all others, so that a role is assumed once and not once a service. */
  learn<C extends Credentialed>(client: C): C;
  /** Where they come from; undefined where they are fixed, or none are found. */
  source(): Promise<CredentialSource | undefined>;
  /** Says whose they are: those that are found later must be of the same account. */
  belongTo(account: string): void;
  /**
   * Looks for them anew; false where they are fixed. Throws `credentials` where there are none that AWS accepts, or where they are
   * of another account: nothing is signed then until they have been looked for again.
   */
  renew(): Promise<boolean>;
  /** How often they were looked for anew: a client remembers those that it was made with. */
  renewals(): number;
}

export function sharedCredentials(options: AwsClientOptions): SharedCredentials {
  const fixed = options.credentials;
  let provider: AwsCredentialIdentityProvider | undefined;
  let owner: string | undefined;
  let renewals = 0;
  let renewing: Promise<boolean> | undefined;
  const source = async () => (provider === undefined ? undefined : sourceOf(provider));
  const renewed = async () => {
    // Those of the environment's variables stay as they are as long as the process.
    if ((await source()) === "environment") throw ofEnvironment();
    await readConfigAnew();
    const { STS } = await import("@aws-sdk/client-sts");
    const sts = new STS(clientSettings(options, undefined, true));
    try {
      const found = await askedWhose(sts);
      if (owner !== undefined && found.account !== owner) throw foreign(found.account, owner);
      owner = found.account;
      provider = found.provider;
    } catch (error) {
      const told = refusal(options, error, await sourceOf(sts.config.credentials));
      // The old ones would be looked for by the SDK itself when they end, in the files that were just read.
      provider = () => Promise.reject(told);
      throw told;
    } finally {
      renewals += 1;
    }
    return true;
  };
  return {
    current: () => fixed ?? (provider && (() => (provider ? provider() : Promise.reject(new Error("no provider"))))),
    learn(client) {
      provider ??= client.config.credentials;
      return client;
    },
    source: async () => (fixed === undefined ? source() : undefined),
    belongTo: (account) => void (owner ??= account),
    async renew() {
      if (fixed !== undefined) return false;
      // Calls that run side by side find the same ones expired.
      renewing ??= renewed().finally(() => (renewing = undefined));
      return renewing;
    },
    renewals: () => renewals,
  };
}

const ofEnvironment = () =>
  refused(
    "the AWS credentials have expired, which are those of the environment (AWS_ACCESS_KEY_ID, AWS_SESSION_TOKEN)",
    "No login reaches a running process: set new ones, or unset them and sign in to a profile, then run the same command again",
  );

/** The SDK reads the files of `~/.aws` once a process. */
async function readConfigAnew() {
  const { loadSharedConfigFiles } = await import("@smithy/core/config");
  await loadSharedConfigFiles({ ignoreCache: true }).catch(() => undefined);
}

/** What the SDK finds now, and whose it is: GetCallerIdentity needs no permission. */
async function askedWhose(sts: STS) {
  const { Account: account = "" } = await sts.getCallerIdentity({});
  return { account, provider: sts.config.credentials };
}

const call = "sts:GetCallerIdentity";

const foreign = (found: string, expected: string) =>
  refused(
    `signed in to account ${found} meanwhile; expected ${expected}`,
    `Nothing was done in ${found}. Sign in to ${expected} again (aws sso login, or the profile of before), then run the same command again`,
  );

/** Whatever it failed by, the next call looks for them again. */
function refusal(options: AwsClientOptions, error: unknown, signedBy: CredentialSource | undefined): unknown {
  const { region, endpoint, ambientEndpoint, profile } = options;
  const told = explainedAs({ region, endpoint: endpoint ?? ambientEndpoint, profile, signedBy }, call, error);
  return told instanceof AwsError && told.awsCode !== renewalRefused ? refused(told.message, told.hint, error) : told;
}

const refused = (message: string, hint: string, cause?: unknown) =>
  new AwsError("credentials", message, {
    hint,
    failure: "credentials",
    awsCode: renewalRefused,
    awsMessage: message,
    action: call,
    cause,
  });
