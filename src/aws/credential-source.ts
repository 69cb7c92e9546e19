import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from "@smithy/types";

/** Where credentials come from, as far as the SDK says. */
export type CredentialSource =
  | "IAM Identity Center"
  | "aws login"
  | "web identity"
  | "assumed role"
  | "credential process"
  | "container"
  | "environment"
  | "profile"
  | "instance metadata";

/** The source of what a provider of the SDK's chain gives; undefined where it gives nothing, or what gworld does not know. */
export async function sourceOf(provider: AwsCredentialIdentityProvider): Promise<CredentialSource | undefined> {
  const found: (AwsCredentialIdentity & { readonly $source?: object }) | undefined = await provider().catch(
    () => undefined,
  );
  if (found === undefined) return isWebIdentity() ? "web identity" : undefined;
  // A client that is given another client's credentials takes unmarked ones for those of its caller.
  const marks = Object.keys(found.$source ?? {}).filter((mark) => mark !== "CREDENTIALS_CODE");
  // The SDK's provider of instance metadata is the only one in its chain that marks nothing.
  if (marks.length === 0) return "instance metadata";
  return sources.find(([mark]) => marks.some((one) => mark.test(one)))?.[1];
}

/** STS refused the token then: its error does not say whose call it was. */
const isWebIdentity = () => Boolean(process.env["AWS_WEB_IDENTITY_TOKEN_FILE"]) && !process.env["AWS_PROFILE"];

/** The SDK marks credentials with where they passed; the first mark that says more than the others wins. */
const sources: readonly (readonly [mark: RegExp, source: CredentialSource])[] = [
  [/SSO/, "IAM Identity Center"],
  [/LOGIN/, "aws login"],
  [/WEB_ID/, "web identity"],
  [/ASSUME_ROLE/, "assumed role"],
  [/PROCESS/, "credential process"],
  [/HTTP/, "container"],
  [/ENV_VARS/, "environment"],
  [/PROFILE/, "profile"],
];

/** The source that an error of the SDK's providers names: they had nothing to give. */
export const sourceSaid = (message: string): CredentialSource | undefined =>
  said.find(([words]) => words.test(message))?.[1];

const said: readonly (readonly [words: RegExp, source: CredentialSource])[] = [
  [/\bsso\b/i, "IAM Identity Center"],
  [/aws login|Please reauthenticate/, "aws login"],
  [/web ?identity/i, "web identity"],
  [/instance metadata/i, "instance metadata"],
  [/container metadata|HTTP credential provider/i, "container"],
];

/** What helps where credentials of a source are expired or refused, to be typed or looked at. */
export function wayBack(source: CredentialSource | undefined, profile: string | undefined): string {
  const named = profile === undefined ? "" : ` --profile ${profile}`;
  return `${source === undefined ? unknownWay(named) : ways[source](named)}; then run: gworld whoami`;
}

const unknownWay = (named: string) =>
  `Sign in again (aws sso login${named}) or set AWS_PROFILE; those of a pipeline or of a machine's role are made where it runs`;

const ways: Readonly<Record<CredentialSource, (named: string) => string>> = {
  "IAM Identity Center": (named) => `Sign in again (aws sso login${named}) or set AWS_PROFILE`,
  "aws login": (named) => `Sign in again (aws login${named}) or set AWS_PROFILE`,
  "web identity": () =>
    "They are made from the token in AWS_WEB_IDENTITY_TOKEN_FILE, and no login renews it: see that the token is a new one and " +
    "that the role trusts its issuer; in a pipeline, run the job again",
  // Nothing in it tells who has taken the role: a login, keys or a machine.
  "assumed role": unknownWay,
  "credential process": () =>
    "They are made by the profile's credential_process: sign in with the program it calls, or set AWS_PROFILE",
  container: () =>
    "They are those of the role of this task or pod, and no login renews them: see that it still has that role and that its " +
    "clock is right",
  environment: () =>
    "They are those of the environment (AWS_ACCESS_KEY_ID, AWS_SESSION_TOKEN): set new ones, or unset them and sign in to a " +
    "profile; in a pipeline, run the job again",
  profile: (named) => `Give the profile new keys (aws configure${named}), or set AWS_PROFILE to another one`,
  "instance metadata": () =>
    "They are those of this machine's role, and no login renews them: see that its instance profile still has that role and " +
    "that its clock is right",
};
