import { Terminal } from "@xterm/headless";
import { expect, test } from "vitest";
import { createIo } from "../../src/output/io.ts";
import { fakeSink } from "../fakes/sink.ts";

interface Count {
  readonly count: number;
}
const show = ({ count }: Count) => `count ${count}\n`;
const changes = (before: Count | undefined, now: Count) =>
  before?.count === now.count ? undefined : `${before?.count ?? "-"} -> ${now.count}`;

/** What stands on stdout after these counts were shown. */
function shown(counts: readonly number[], { json = false, columns }: { json?: boolean; columns?: number }) {
  const stdout = fakeSink(columns === undefined ? undefined : { columns });
  const io = createIo({
    stdout,
    stderr: fakeSink(),
    json,
    paint: { stdout: undefined, stderr: undefined },
    now: () => 0,
  });
  const live = io.live(show, changes);
  for (const count of counts) live.show({ count });
  live.end();
  live.end();
  return stdout.text();
}

test("a pipe is told what changes, and nothing while nothing does", () => {
  expect(shown([1, 1, 2, 2], {})).toBe("- -> 1\n1 -> 2\n");
});

test("a program gets each new value as a line", () => {
  expect(shown([1, 1, 2], { json: true })).toBe('{"count":1}\n{"count":2}\n');
});

test("a terminal is drawn anew in place, and keeps the last picture and its cursor", () => {
  const text = shown([1, 2], { columns: 40 });
  expect(text).toContain("count 1\n");
  expect(text.endsWith("\u001b[1A\rcount 2\u001b[K\n\u001b[K\r\u001b[K\u001b[?25h")).toBe(true);
});

test("what the terminal has echoed below a picture is gone from the next, also where that has an empty line", async () => {
  const stdout = fakeSink({ columns: 40 });
  const paint = { stdout: undefined, stderr: undefined };
  const live = createIo({ stdout, stderr: fakeSink(), json: false, paint, now: () => 0 }).live<string>(
    (text) => text,
    () => undefined,
  );
  live.show("first");
  stdout.write("^C");
  live.show("first\n\nthird");
  live.end();
  const screen = new Terminal({ cols: 40, rows: 10, convertEol: true, allowProposedApi: true });
  await new Promise<void>((done) => screen.write(stdout.text(), done));
  const lines = [0, 1, 2, 3].map((row) => screen.buffer.active.getLine(row)?.translateToString(true));
  expect(lines).toEqual(["first", "", "third", ""]);
});
