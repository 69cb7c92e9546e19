import { denialIn, wayIn } from "./denial.ts";
import { GworldError, type ErrorCode } from "./error.ts";
import { evidenceNext, evidenceTexts } from "./evidence.ts";
import type { Evidence } from "./operation-events.ts";
import { rootCause, undeleted, type StackEvent } from "./stack-events.ts";

/** What is known of an operation on a stack that failed. */
export interface StackFailure {
  readonly name: string;
  readonly status: string;
  readonly statusReason?: string | undefined;
  readonly events: readonly StackEvent[];
}

/** A stack that has failed, is back to what it was, and may do with another try: a service had too much to do. */
export class PassingFailure extends GworldError {}

/** A change set that cannot be executed any more: its stack was changed by somebody else since. */
export class Overtaken extends GworldError {}

/** A failed stack in words: the root cause first, then how the stack stands. */
export function stackFailed({ name, status, statusReason, events }: StackFailure, hint: string): GworldError {
  const cause = rootCause(events);
  const blockers = undeleted(events);
  const what = blockers.length > 0 && status === "DELETE_FAILED" ? blockers : cause === undefined ? [] : [cause];
  const causes = what.map(({ logicalId, type, reason }) => `${logicalId} (${type}): ${reason ?? "no reason given"}`);
  const why = causes.length > 0 ? causes.join("; ") : (statusReason ?? "CloudFormation gives no reason");
  const passes = status.endsWith("ROLLBACK_COMPLETE") && mayPass(cause?.reason);
  return new (passes ? PassingFailure : GworldError)("failed", `${name} failed: ${why}\n  ${now(status)}`, {
    hint: [
      hint,
      ...adoption(why, status === "ROLLBACK_COMPLETE" ? name : undefined),
      ...keyBack(why),
      ...permission(why),
    ].join("\n"),
  });
}

/**
 * What can be done about a name that something else has already: nothing where a failure is another. A stack that was never
 * finished takes nothing over; it has to go first.
 */
export function adoption(why: string, unfinished?: string): readonly string[] {
  if (!/already exists/i.test(why)) return [];
  const first = unfinished === undefined ? "" : `aws cloudformation delete-stack --stack-name ${unfinished}, and then `;
  return [
    `Rename or remove what has the name, or take it over: ${first}gworld import <stack>/<logical id>=<physical id>`,
  ];
}

function permission(why: string): string[] {
  const denial = denialIn(why);
  return denial === undefined ? [] : [wayIn(denial)];
}

/** A key that was given up can be had back until its waiting period is over. */
function keyBack(why: string): string[] {
  const [, key] = /(arn:[\w-]+:kms:[\w:-]+key\/[\w-]+) is pending deletion/.exec(why) ?? [];
  return key === undefined
    ? []
    : [`Have the key back: aws kms cancel-key-deletion --key-id ${key} && aws kms enable-key --key-id ${key}`];
}

/**
 * What CloudFormation's handlers and the services themselves say when it was too much at once; CloudFormation repeats that
 * for a while before it gives up. DynamoDB changes so many tables at a time, and each of them once.
 * https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html
 */
const mayPass = (reason = "") =>
  /HandlerErrorCode: Throttling|Rate exceeded|Throttl(?:ed|ing)Exception|TooManyRequestsException|Too Many Requests|simultaneously|ResourceInUseException/.test(
    reason,
  );

/** What CloudFormation has done about it. */
function now(status: string): string {
  const told: Readonly<Record<string, string>> = {
    ROLLBACK_COMPLETE:
      "CloudFormation has removed what it had created (ROLLBACK_COMPLETE); the next deploy replaces the stack.",
    UPDATE_ROLLBACK_COMPLETE: "CloudFormation has rolled the stack back to what it was (UPDATE_ROLLBACK_COMPLETE).",
    ROLLBACK_FAILED:
      "CloudFormation could not remove what it had created (ROLLBACK_FAILED); the next deploy tries again.",
    UPDATE_ROLLBACK_FAILED: "CloudFormation could not roll the stack back (UPDATE_ROLLBACK_FAILED); it needs a hand.",
    DELETE_COMPLETE: "Somebody has deleted the stack meanwhile (DELETE_COMPLETE).",
    DELETE_FAILED: "What could be deleted is gone (DELETE_FAILED); the next destroy goes on with the rest.",
  };
  return told[status] ?? `The stack is ${status}.`;
}

/** All failures of a run as one. With several, each is told; the exit code is that of the first of the gravest kind. */
export function combined(errors: readonly unknown[], evidence: readonly Evidence[], hint: string): GworldError {
  const ours = errors.map((error) =>
    error instanceof GworldError ? error : new GworldError("failed", String(error), { hint, cause: error }),
  );
  const texts = [...ours.map(({ message }) => message), ...evidenceTexts(evidence)];
  const code = gravest(ours.map((error) => error.code));
  const told = [...evidenceNext(evidence), ...ours.map((error) => error.hint)];
  const hints = [...new Set(told.filter((text) => text !== ""))];
  return new GworldError(code, texts.join("\n"), {
    hint: hints.length === 0 ? hint : hints.join("\n"),
    cause: ours[0],
  });
}

const order: readonly ErrorCode[] = ["failed", "credentials", "unverified", "refused", "resumable", "interrupted"];

const gravest = (codes: readonly ErrorCode[]): ErrorCode => [...codes].sort((a, b) => rank(a) - rank(b))[0] ?? "failed";
const rank = (code: ErrorCode) => (order.indexOf(code) + order.length + 1) % (order.length + 1);
