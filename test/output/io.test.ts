import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createIo, type IoOptions } from "../../src/output/io.ts";
import type { ProgressView } from "../../src/ports/io.ts";
import { fakeIo } from "../fakes/io.ts";
import { fakeSink } from "../fakes/sink.ts";

const text = (value: { name: string }) => `name ${value.name}`;

describe("the answer", () => {
  test("is text for a person and one JSON document for a program", () => {
    const io = fakeIo();
    // Nothing comes back that a verb could hand on as its exit code.
    expect(io.result({ name: "\u001b[2Jx" }, text)).toBeUndefined();
    expect(io.stdout()).toBe("name x\n");
    const json = fakeIo({ json: true });
    json.result({ name: "\u001b[2Jx\u202e" }, text);
    expect(json.stdout()).toBe('{\n  "name": "\\u001b[2Jx\\u202e"\n}\n');
  });

  test("in a stream is one line an item", () => {
    const json = fakeIo({ json: true });
    json.item({ name: "a" }, text);
    json.item({ name: "b" }, text);
    expect(json.stdout()).toBe('{"name":"a"}\n{"name":"b"}\n');
  });

  test("is not disturbed by notes: they are on stderr, and nowhere under --json", () => {
    const io = fakeIo();
    io.note("note\u0007");
    io.warn("careful");
    expect({ stdout: io.stdout(), stderr: io.stderr() }).toEqual({ stdout: "", stderr: "note\nWarning: careful\n" });
    const json = fakeIo({ json: true });
    json.note("note");
    json.warn("careful");
    expect(json.stderr()).toBe("");
  });
});

describe("approval", () => {
  const plan = () => "the plan";
  const question = "Go on?";

  test("under --json with nobody to ask the plan is a line of JSON", async () => {
    const io = fakeIo({ json: true });
    await expect(io.approve(plan, { yes: false, question })).rejects.toMatchObject({ code: "refused" });
    expect(io.stderr()).toBe('{"kind":"plan","text":"the plan"}\n');
  });

  test.each([
    { who: "a person who says yes", io: { answer: true }, yes: false, approved: true },
    { who: "a person who says no", io: { answer: false }, yes: false, approved: false },
    { who: "--yes", io: {}, yes: true, approved: true },
  ])("of $who is $approved, and the plan is on stderr", async ({ io: options, yes, approved }) => {
    const io = fakeIo(options);
    expect(await io.approve(plan, { yes, question })).toBe(approved);
    expect(io.stderr()).toBe(approved ? "the plan\n" : "the plan\nNothing was changed.\n");
    expect(io.stdout()).toBe("");
  });

  test.each([
    { yes: false, confirm: undefined, flags: /--yes\.$/ },
    { yes: true, confirm: { expected: "prod" }, flags: /add --confirm prod\.$/ },
    { yes: false, confirm: { expected: "prod" }, flags: /--yes --confirm prod\.$/ },
    { yes: false, confirm: { expected: "prod", given: "prod" }, flags: /--yes\.$/ },
  ])("of nobody is refused, naming what is missing: $flags", async ({ yes, confirm, flags }) => {
    const refusal = { code: "refused", hint: expect.stringMatching(flags) };
    await expect(fakeIo().approve(plan, { yes, question, ...(confirm && { confirm }) })).rejects.toMatchObject(refusal);
  });

  test.each([
    { answer: "prod", approved: true },
    { answer: " prod ", approved: true },
    { answer: "dev", approved: false },
    { answer: true, approved: false },
  ])("of a protected environment wants its name typed: $answer is $approved", async ({ answer, approved }) => {
    const io = fakeIo({ answer });
    expect(await io.approve(plan, { yes: true, question, confirm: { expected: "prod" } })).toBe(approved);
  });

  test("with the name of another environment is refused, even by --yes", async () => {
    const confirm = { expected: "prod", given: "dev" };
    await expect(fakeIo({ answer: true }).approve(plan, { yes: true, question, confirm })).rejects.toMatchObject({
      code: "refused",
    });
  });
});

interface Counted {
  readonly kind: "counted";
  readonly at: number;
  readonly count: number;
}
const counted = (count: number): Counted => ({ kind: "counted", at: 7, count });

const counting: ProgressView<Counted> = {
  line: ({ count }) => (count % 2 === 0 ? `even ${count}` : undefined),
  frame() {
    let sum = 0;
    return {
      fold: ({ count }) => void (sum += count),
      draw: (now) => `sum ${sum}\nat ${now}`,
    };
  },
};

describe("progress", () => {
  test("without a terminal is a line an event, for those that have one", () => {
    const io = fakeIo();
    const progress = io.progress(counting);
    for (const event of [1, 2, 4]) progress.report(counted(event));
    progress.end();
    expect(io.stderr()).toBe("even 2\neven 4\n");
  });

  test("without a terminal is told of after half a minute without a line, until it ends", () => {
    vi.useFakeTimers();
    try {
      const io = fakeIo();
      const progress = io.progress({ ...counting, pulse: () => "still counting" });
      vi.advanceTimersByTime(20_000);
      progress.report(counted(2));
      vi.advanceTimersByTime(29_999);
      expect(io.stderr()).toBe("even 2\n");
      vi.advanceTimersByTime(1);
      expect(io.stderr()).toBe("even 2\nstill counting\n");
      progress.end();
      vi.advanceTimersByTime(60_000);
      expect(io.stderr()).toBe("even 2\nstill counting\n");
    } finally {
      vi.useRealTimers();
    }
  });

  test("under --json is one object an event", () => {
    const io = fakeIo({ json: true });
    const progress = io.progress(counting);
    progress.report(counted(1));
    expect(io.stderr()).toBe('{"kind":"counted","at":7,"count":1}\n');
  });

  describe("on a terminal", () => {
    beforeEach(() => void vi.useFakeTimers());
    afterEach(() => void vi.useRealTimers());

    const terminal = (rest: Partial<IoOptions> = {}) => {
      const stderr = fakeSink({ columns: 40, rows: 10 });
      let now = 0;
      const options: IoOptions = {
        stdout: fakeSink(),
        stderr,
        json: false,
        paint: { stdout: undefined, stderr: undefined },
        now: () => now,
        ...rest,
      };
      return { io: createIo(options), stderr, at: (time: number) => void (now = time) };
    };

    test("is drawn at most every 80 ms, whatever the number of events", () => {
      const { io, stderr } = terminal();
      const progress = io.progress(counting);
      for (let event = 0; event < 1_000; event += 1) progress.report(counted(event));
      expect(stderr.text()).toBe("");
      vi.advanceTimersByTime(81);
      expect(stderr.text().match(/sum/g)).toHaveLength(1);
      progress.end();
    });

    test("gives the cursor back when it ends, once, and leaves its last picture", () => {
      const { io, stderr, at } = terminal();
      const progress = io.progress(counting);
      progress.report(counted(5));
      at(7);
      progress.end();
      progress.end();
      expect(stderr.text()).toBe("\u001b[?25lsum 5\nat 7\n\r\u001b[K\u001b[?25h");
      expect(vi.getTimerCount()).toBe(0);
    });

    test("gives the cursor back when the process is ended in between", () => {
      const { io, stderr } = terminal();
      io.progress(counting).report(counted(1));
      vi.advanceTimersByTime(81);
      io.restore();
      expect(stderr.text().endsWith("\u001b[?25h")).toBe(true);
    });

    test("of TERM=dumb is lines", () => {
      const { io, stderr } = terminal({ frames: false });
      io.progress(counting).report(counted(2));
      expect(stderr.text()).toBe("even 2\n");
    });
  });
});
