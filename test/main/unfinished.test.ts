import { expect, test } from "vitest";
import { unfinished } from "../../src/main/unfinished.ts";
import { exitCodes } from "../../src/model/error.ts";

test("every code a verb may end with has words and a hint", () => {
  for (const code of ["failed", "unverified", "refused", "interrupted", "locked"] as const) {
    const { code: said, message, hint } = unfinished(code);
    expect(exitCodes[said]).toBe(exitCodes[code]);
    expect(message).toMatch(/\w.*\.$/);
    expect(hint).toMatch(/\w.*\.$/);
  }
});
