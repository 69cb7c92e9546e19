import type { RetryErrorInfo, RetryStrategyV2, RetryToken } from "@smithy/types";

export interface RetryLimits {
  /** Tries in all, the first included. */
  readonly attempts: number;
  /** False where the same request must not be sent again after a 500: an emulator may have done half of it. */
  readonly afterServerError: boolean;
  /** 0 <= n < 1; an argument so that tests can know the waits. */
  readonly random?: () => number;
}

const longestMs = 15_000;
const baseMs = { THROTTLING: 500, TRANSIENT: 100, SERVER_ERROR: 100, CLIENT_ERROR: 100 } as const;

/**
 * Exponential waits with full jitter, bounded in number and length. Unlike the SDK's own strategy it does not repeat
 * LimitExceededException, which CloudFormation uses for its stack quota: waiting does not make room.
 */
export function boundedRetry({ attempts, afterServerError, random = Math.random }: RetryLimits): RetryStrategyV2 {
  const token = (retries: number, delay: number): RetryToken => ({
    getRetryCount: () => retries,
    getRetryDelay: () => delay,
  });
  return {
    acquireInitialRetryToken: () => Promise.resolve(token(0, 0)),
    refreshRetryTokenForRetry(last, info) {
      const retries = last.getRetryCount() + 1;
      if (retries >= attempts || !(isClockLearnt(info) || isWorthwhile(info, afterServerError)))
        return Promise.reject(new Error("no further try"));
      const ceiling = Math.min(longestMs, baseMs[info.errorType] * 2 ** (retries - 1));
      return Promise.resolve(token(retries, Math.max(hinted(info), Math.round(random() * ceiling))));
    },
    recordSuccess: () => undefined,
  };
}

/** It was refused for its signature alone, and the next one is signed by AWS's own time. */
const isClockLearnt = ({ error }: RetryErrorInfo) => error?.$metadata?.clockSkewCorrected === true;

function isWorthwhile({ errorType, error }: RetryErrorInfo, afterServerError: boolean): boolean {
  if (errorType === "CLIENT_ERROR" || error?.name === "LimitExceededException") return false;
  const status = error?.$metadata?.httpStatusCode;
  if (status === 501) return false;
  return afterServerError || status === undefined || status > 500 || errorType === "THROTTLING";
}

/** What the server asked for by Retry-After, within reason. */
function hinted({ retryAfterHint }: RetryErrorInfo): number {
  return retryAfterHint === undefined ? 0 : Math.min(longestMs, Math.max(0, retryAfterHint.getTime() - Date.now()));
}
