import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { reportFailure } from "../../src/main/failure.ts";
import { GworldError } from "../../src/model/error.ts";
import { fakeClock } from "../fakes/clock.ts";
import { fakeSink } from "../fakes/sink.ts";

async function report(
  error: unknown,
  options: { json?: boolean; verbose?: boolean; aborted?: boolean; colour?: boolean } = {},
) {
  const stdout = fakeSink();
  const stderr = fakeSink();
  const signal = options.aborted ? AbortSignal.abort() : new AbortController().signal;
  const host = {
    argv: [],
    env: options.colour ? { FORCE_COLOR: "1" } : {},
    cwd: ".",
    stdin: Readable.from([]),
    clock: fakeClock(),
    onEnd: () => {},
    lendTerminal: () => () => {},
    onInterrupt: () => () => {},
  };
  const code = await reportFailure(
    error,
    { ...host, stdout, stderr, signal },
    { json: options.json ?? false, verbose: options.verbose ?? false, noColor: false },
  );
  expect(stdout.text()).toBe("");
  return { code, stderr: stderr.text() };
}

const locked = new GworldError("locked", "dev is locked by \u001b[2Jsomebody.", {
  hint: "Wait, or type gworld lock show.",
  cause: new Error("ConditionalCheckFailed"),
});

describe("a failure that is known", () => {
  test("says what happened and what to type next", async () => {
    expect(await report(locked)).toEqual({
      code: 11,
      stderr: "Error: dev is locked by somebody.\nNext: Wait, or type gworld lock show.\n",
    });
  });

  test("is told in our colours alone", async () => {
    const painting = new GworldError("failed", "it \u001b[8mbroke\u001b[31m", {
      hint: "Type \u001b[32mthis.",
      cause: new Error("\u001b[36mwhy"),
    });
    const { stderr } = await report(painting, { verbose: true, colour: true });
    expect(stderr).toContain("\u001b[31mError:\u001b[39m it broke\n");
    expect(stderr).toContain("\u001b[36mNext:\u001b[39m Type this.\n");
    expect(stderr).toContain("because Error: why");
  });

  test("is one JSON document with its cause", async () => {
    const { code, stderr } = await report(locked, { json: true });
    expect(code).toBe(11);
    expect(JSON.parse(stderr)).toEqual({
      error: { code: "locked", message: locked.message, hint: locked.hint, cause: "Error: ConditionalCheckFailed" },
    });
  });

  test("tells its causes under --verbose", async () => {
    expect((await report(locked, { verbose: true })).stderr).toContain("because Error: ConditionalCheckFailed");
  });
});

describe("anything else that is thrown", () => {
  test.each([new TypeError("x is undefined"), "a text", undefined])(
    "%s is told as a bug, without a stack",
    async (error) => {
      const { code, stderr } = await report(error);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^Error: This is a bug in gworld: /);
      expect(stderr).toContain("--verbose");
      expect(stderr).not.toContain("    at ");
    },
  );

  test("has its stack under --verbose", async () => {
    expect((await report(new TypeError("x"), { verbose: true })).stderr).toContain("    at ");
  });

  test("is an interruption when it is the answer to Ctrl-C", async () => {
    const abort = new DOMException("SIGINT", "AbortError");
    expect((await report(abort, { aborted: true })).code).toBe(130);
    expect((await report(abort)).code).toBe(1);
  });
});
