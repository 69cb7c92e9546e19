import { AwsError, failedAs, type AwsFailure } from "../model/aws-error.ts";
import { denialIn, isForbidden, wayIn } from "../model/denial.ts";
import { GworldError, type ErrorCode } from "../model/error.ts";
import { sourceSaid, wayBack, type CredentialSource } from "./credential-source.ts";
import { readFailure, type SdkFailure } from "./sdk-failure.ts";

/** Whom a call goes to; `AwsClients` is one. */
export interface Callee {
  readonly region: string;
  /** A custom endpoint, which errors name. */
  readonly endpoint?: string | undefined;
  readonly profile?: string | undefined;
  /** Where the credentials come from; asked only once they are expired or refused. */
  readonly source?: () => Promise<CredentialSource | undefined>;
  /**
   * Has credentials looked for anew; false where there are none to be found but those it was given. Throws where none of the same
   * account are found.
   */
  readonly renew?: () => Promise<boolean>;
}

/**
 * Runs one call and turns the SDK's failure into an `AwsError`. `action` is the IAM action, with the resource after a space
 * where there is one: `cloudformation:DeleteStack gworld-dev-edge`. What is not a failed call (a bug, an abort) passes unchanged.
 * Where the credentials have expired they are looked for once more, so that the client is to be asked for within `run`. It is
 * repeated with such of the same account alone.
 */
export async function explain<T>(callee: Callee, action: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const told = await explainedFrom(callee, action, error);
    if (!hasExpired(told) || (await callee.renew?.()) !== true) throw told;
  }
  // Somebody may have signed in again since: a request that was refused so has done nothing.
  try {
    return await run();
  } catch (error) {
    throw await explainedFrom(callee, action, error);
  }
}

async function explainedFrom(callee: Callee, action: string, error: unknown): Promise<unknown> {
  const isAsked = readFailure(error)?.failure === "credentials";
  return explainedAs({ ...callee, signedBy: isAsked ? await callee.source?.() : undefined }, action, error);
}

/** The code of a call that was not sent: its credentials had expired, and those there were then could not be taken. */
export const renewalRefused = "RenewalRefused";

const hasExpired = (error: unknown) =>
  failedAs(error, "credentials") &&
  (error.awsCode === renewalRefused || /expired|TokenRefreshRequired/i.test(`${error.awsCode} ${error.awsMessage}`));

interface Signing extends Callee {
  readonly signedBy?: CredentialSource | undefined;
}

/** The same of an error that came after the call, from its answer. */
export function explainedAs(callee: Signing, action: string, error: unknown): unknown {
  // It says already what went wrong; its code is gworld's, not the system's.
  if (error instanceof GworldError) return error;
  const failure = readFailure(error);
  return failure === undefined ? error : explained(callee, action, failure, error);
}

function explained(callee: Signing, call: string, sdk: SdkFailure, cause: unknown): AwsError {
  const [action = call, resource] = call.split(" ");
  const where = callee.endpoint ?? `AWS in ${callee.region}`;
  const { profile, signedBy } = callee;
  const { code, message, hint } = tell[sdk.failure]({ action, resource, where, profile, signedBy, ...sdk });
  const { failure, awsCode, awsMessage } = sdk;
  return new AwsError(code, message, { hint, failure, awsCode, awsMessage, action, cause });
}

interface Told {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
}
interface Telling extends SdkFailure {
  readonly action: string;
  readonly resource: string | undefined;
  readonly where: string;
  readonly profile: string | undefined;
  readonly signedBy: CredentialSource | undefined;
}

const tell: Readonly<Record<AwsFailure, (telling: Telling) => Told>> = {
  credentials: (telling) =>
    /could not load credentials from any provider/i.test(telling.awsMessage) ? noCredentials : badCredentials(telling),
  denied: ({ action, resource, awsMessage }) => ({
    code: "failed",
    message: `not allowed: ${action}${resource === undefined ? "" : ` on ${resource}`}: ${awsMessage}`,
    hint: wayIn(denialIn(awsMessage) ?? { action, forbidden: isForbidden(awsMessage) }),
  }),
  throttled: ({ action, where }) => ({
    code: "failed",
    message: `${where} throttles ${action}: too many calls, also after waiting`,
    hint: "Wait a minute and run the same command again; it goes on where it stopped",
  }),
  // Nobody has said no: what was asked may be asked again.
  unreachable: ({ action, where, awsMessage }) => ({
    code: "resumable",
    message: `no usable answer from ${where} to ${action}: ${awsMessage}`,
    hint: "Check the network, AWS_ENDPOINT_URL and AWS_CA_BUNDLE, then run the same command again",
  }),
  unsupported: ({ action, where }) => ({
    code: "failed",
    message: `${where} does not offer ${action}`,
    hint: "Emulators lack some operations; use an AWS account or gworld's local cloud (--env local) for this",
  }),
  rejected: ({ action, resource, awsCode, awsMessage }) => ({
    code: "failed",
    message: `${action}${resource === undefined ? "" : ` on ${resource}`} failed: ${awsMessage} (${awsCode})`,
    hint: "The text is AWS's own; --verbose shows the requests",
  }),
};

const noCredentials: Told = {
  code: "credentials",
  message: "no AWS credentials were found: not in the environment, not in a profile, and this machine has no role",
  hint: "Type aws configure sso, or set AWS_PROFILE to a profile you have; --env local needs no credentials",
};

const badCredentials = ({ awsCode, awsMessage, where, profile, signedBy }: Telling): Told => ({
  code: "credentials",
  message: /expired/i.test(`${awsCode} ${awsMessage}`)
    ? `the AWS credentials have expired (${awsMessage})`
    : `${where} does not accept the AWS credentials: ${awsMessage}`,
  hint: wayBack(sourceSaid(awsMessage) ?? signedBy, profile),
});
