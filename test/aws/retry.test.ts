import type { RetryErrorInfo } from "@smithy/types";
import { expect, test } from "vitest";
import { boundedRetry } from "../../src/aws/retry.ts";

const failure = (errorType: RetryErrorInfo["errorType"], status?: number, name = "E"): RetryErrorInfo => ({
  errorType,
  error: {
    name,
    message: "x",
    $fault: "server",
    $metadata: { ...(status !== undefined && { httpStatusCode: status }) },
  },
});

async function waits(info: RetryErrorInfo, { attempts = 5, afterServerError = true } = {}): Promise<number[]> {
  const strategy = boundedRetry({ attempts, afterServerError, random: () => 0.999 });
  const delays: number[] = [];
  let token = await strategy.acquireInitialRetryToken("");
  for (;;) {
    try {
      token = await strategy.refreshRetryTokenForRetry(token, info);
    } catch {
      return delays;
    }
    delays.push(token.getRetryDelay());
  }
}

test("waits double and are bounded in number", async () => {
  expect(await waits(failure("TRANSIENT"))).toEqual([100, 200, 400, 799]);
  expect(await waits(failure("THROTTLING", 400))).toEqual([500, 999, 1998, 3996]);
});

test("no wait is longer than fifteen seconds", async () => {
  expect(Math.max(...(await waits(failure("THROTTLING", 400), { attempts: 30 })))).toBeLessThanOrEqual(15_000);
});

test("what waiting cannot change is not repeated", async () => {
  expect(await waits(failure("CLIENT_ERROR", 400))).toEqual([]);
  expect(await waits(failure("THROTTLING", 400, "LimitExceededException"))).toEqual([]);
});

test("after a 500 a request that starts something is not sent again, after a lost answer it is", async () => {
  expect(await waits(failure("SERVER_ERROR", 500), { afterServerError: false })).toEqual([]);
  expect(await waits(failure("TRANSIENT", 503), { afterServerError: false })).toHaveLength(4);
  expect(await waits(failure("TRANSIENT"), { afterServerError: false })).toHaveLength(4);
});
