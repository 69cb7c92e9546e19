import { GworldError, type ErrorCode } from "./error.ts";

/** What went wrong with a call, as far as the caller's next move depends on it. */
export const awsFailures = [
  /** No credentials, or AWS does not accept them (any more). */
  "credentials",
  /** The credentials are good and may not do this. */
  "denied",
  /** Too many calls; the same call succeeds later. */
  "throttled",
  /** No answer: refused, reset, timed out, unreadable, or the service itself failed. */
  "unreachable",
  /** The endpoint does not offer the operation, as emulators say with 501. Callers go on with a note where they can. */
  "unsupported",
  /** AWS read the request and said no. `awsCode` and the message say why. */
  "rejected",
] as const;
export type AwsFailure = (typeof awsFailures)[number];

/** A failed call to AWS, said once and in one way. The SDK's own error is its cause. */
export class AwsError extends GworldError {
  readonly failure: AwsFailure;
  /** AWS's error code, such as `ValidationError`. */
  readonly awsCode: string;
  /** AWS's own words, without ours around them. */
  readonly awsMessage: string;
  /** The IAM action that was tried, such as `cloudformation:DescribeStacks`. */
  readonly action: string;

  constructor(
    code: ErrorCode,
    message: string,
    details: ErrorOptions & {
      hint: string;
      failure: AwsFailure;
      awsCode: string;
      awsMessage: string;
      action: string;
    },
  ) {
    super(code, message, details);
    this.failure = details.failure;
    this.awsCode = details.awsCode;
    this.awsMessage = details.awsMessage;
    this.action = details.action;
  }
}

/** True for an AWS error of this kind. */
export const failedAs = (error: unknown, failure: AwsFailure): error is AwsError =>
  error instanceof AwsError && error.failure === failure;

/** True for what a later try may mend, be it after somebody has signed in again. */
export const mayPass = (error: unknown) =>
  failedAs(error, "throttled") || failedAs(error, "unreachable") || failedAs(error, "credentials");

/** True where AWS answered with this error code and, if given, a message that matches. */
export const rejectedAs = (error: unknown, awsCode: string, message?: RegExp): error is AwsError =>
  error instanceof AwsError && error.awsCode === awsCode && (message === undefined || message.test(error.awsMessage));
