import { createHash } from "node:crypto";
import { refuse } from "./refuse.ts";

/** Proves a body that is signed as a whole against `x-amz-content-sha256`; other values announce no hash. */
export function bodyDigest(announced: string | undefined) {
  if (announced === undefined || !/^[\da-f]{64}$/.test(announced))
    return { over: (source: AsyncIterable<Buffer>) => source, check: () => undefined };
  const hash = createHash("sha256");
  return {
    async *over(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
      for await (const chunk of source) {
        hash.update(chunk);
        yield chunk;
      }
    },
    check() {
      const computed = hash.digest("hex");
      if (computed !== announced)
        throw refuse(
          "XAmzContentSHA256Mismatch",
          400,
          "The provided 'x-amz-content-sha256' header does not match what was computed.",
          { ClientComputedContentSHA256: announced, S3ComputedContentSHA256: computed },
        );
    },
  };
}
