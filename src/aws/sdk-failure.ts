import type { AwsFailure } from "../model/aws-error.ts";
import { listOf, textAt } from "../model/json.ts";

/** What an error thrown by the SDK says, without its classes. */
export interface SdkFailure {
  readonly failure: AwsFailure;
  readonly awsCode: string;
  readonly awsMessage: string;
}

/** Reads an error of an SDK call; undefined for anything else (a bug, an abort), which must not be dressed up as AWS's. */
export function readFailure(error: unknown): SdkFailure | undefined {
  if (!(error instanceof Error) || error.name === "AbortError") return undefined;
  const status = statusOf(error);
  const awsCode = error.name;
  const awsMessage = messageOf(error);
  if (credentialErrors.has(awsCode)) return { failure: "credentials", awsCode, awsMessage };
  if (status === undefined) return unanswered(error, awsMessage);
  return { failure: answered(awsCode, status, error), awsCode, awsMessage };
}

function answered(code: string, status: number, error: Error): AwsFailure {
  if (deniedErrors.has(code) || (status === 403 && code !== "OptInRequired")) return "denied";
  if (isThrottling(code, status, error)) return "throttled";
  if (status === 501 || unsupportedErrors.has(code) || (status === 404 && isAbsentRoute(code))) return "unsupported";
  if (status >= 500 || isUnreadable(error)) return "unreachable";
  return "rejected";
}

const isThrottling = (code: string, status: number, error: Error) =>
  throttlingErrors.has(code) || status === 429 || isThrottledTransaction(error);

/** Why a transaction was cancelled, part by part. */
export function cancellationCodes(error: unknown): readonly string[] {
  if (!(error instanceof Error) || error.name !== "TransactionCanceledException") return [];
  const reasons: unknown = Object.getOwnPropertyDescriptor(error, "CancellationReasons")?.value;
  return listOf(reasons).map((reason) => textAt(reason, "Code") ?? "None");
}

/** The SDK repeats throttled calls, but not these. A condition that does not hold has been decided all the same. */
function isThrottledTransaction(error: Error): boolean {
  const codes = cancellationCodes(error);
  return !codes.includes("ConditionalCheckFailed") && codes.some((code) => throttledReasons.has(code));
}

function unanswered(error: Error, awsMessage: string): SdkFailure | undefined {
  const systemCode = stringAt(error, "code");
  if (error.name !== "TimeoutError" && systemCode === undefined && !isUnreadable(error)) return undefined;
  return { failure: "unreachable", awsCode: systemCode ?? error.name, awsMessage };
}

/** An answer that is no XML or JSON: the SDK throws a plain error that carries the response hidden. */
const isUnreadable = (error: Error) =>
  Object.hasOwn(error, "$responseBodyText") || /Deserialization error|hidden field/.test(error.message);

/** A path nobody serves has no AWS error code in its 404. */
const isAbsentRoute = (code: string) => code === "Unknown" || code === "Error" || code === "UnknownError";

function statusOf(error: Error): number | undefined {
  const metadata: unknown = Object.getOwnPropertyDescriptor(error, "$metadata")?.value;
  if (typeof metadata !== "object" || metadata === null || !("httpStatusCode" in metadata)) return undefined;
  return typeof metadata.httpStatusCode === "number" ? metadata.httpStatusCode : undefined;
}

/** A refused connection to a name with several addresses is an AggregateError without words of its own. */
function messageOf(error: Error): string {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : undefined;
  const text = error.message === "" && first instanceof Error ? first.message : error.message;
  return (text.split("\n")[0] ?? "").replace(/^UnknownError$/, "") || stringAt(error, "code") || error.name;
}

function stringAt(error: Error, key: string): string | undefined {
  const value: unknown = Object.getOwnPropertyDescriptor(error, key)?.value;
  return typeof value === "string" ? value : undefined;
}

const credentialErrors: ReadonlySet<string> = new Set([
  "CredentialsProviderError",
  "ProviderError",
  "TokenProviderError",
  "ExpiredToken",
  "ExpiredTokenException",
  "InvalidIdentityTokenException",
  "IDPRejectedClaimException",
  "RequestExpired",
  "TokenRefreshRequired",
  "InvalidClientTokenId",
  "UnrecognizedClientException",
  "InvalidAccessKeyId",
  "InvalidSignatureException",
  "IncompleteSignature",
  "SignatureDoesNotMatch",
  "RequestTimeTooSkewed",
  "AuthFailure",
  "MissingAuthenticationToken",
  "MissingAuthenticationTokenException",
]);

const deniedErrors: ReadonlySet<string> = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "UnauthorizedOperation",
  "AuthorizationError",
  "NotAuthorized",
]);

const throttlingErrors: ReadonlySet<string> = new Set([
  "Throttling",
  "ThrottlingException",
  "ThrottledException",
  "RequestThrottled",
  "RequestThrottledException",
  "RequestLimitExceeded",
  "TooManyRequestsException",
  "BandwidthLimitExceeded",
  "ProvisionedThroughputExceededException",
  "SlowDown",
  "PriorRequestNotComplete",
]);

/** Of an on-demand table or index, and of a provisioned one (API_TransactWriteItems). */
const throttledReasons: ReadonlySet<string> = new Set(["ThrottlingError", "ProvisionedThroughputExceeded"]);

const unsupportedErrors: ReadonlySet<string> = new Set([
  "UnsupportedOperation",
  "UnsupportedOperationException",
  "UnknownOperation",
  "UnknownOperationException",
  "InvalidAction",
  "NotImplemented",
  "NotImplementedError",
  "NotYetImplemented",
]);
