import { constants } from "node:os";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundled, onTerminal } from "../fakes/terminal.ts";

let program: Awaited<ReturnType<typeof bundled>>;
beforeAll(async () => {
  program = await bundled("terminal-program.ts");
});
afterAll(() => program.remove());

const play = (scene: string, options: { columns: number; rows?: number; env?: Record<string, string> }) =>
  onTerminal([program.file, scene], options);

const showCursor = "\u001b[?25h";
const hideCursor = "\u001b[?25l";

describe.each([
  { columns: 40, rows: 12 },
  { columns: 120, rows: 30 },
])("on a terminal of $columns x $rows", ({ columns, rows }) => {
  test("progress is one picture redrawn in place, cut to the screen, and notes stay above it", async () => {
    const session = play("progress", { columns, rows });
    expect(await session.ended).toBe(0);
    const lines = (await session.screen()).split("\n");
    expect(lines.filter((line) => line === "before")).toHaveLength(1);
    expect(lines.filter((line) => line === "a note in between")).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith("stack 0 "))).toHaveLength(1);
    expect(lines).toContainEqual(expect.stringMatching(/^stack 0 世界 long .*…$/));
    expect(lines.at(-2)).toBe(`… ${30 - (rows - 2)} more`);
    expect(lines.at(-1)).toBe("done");
    expect(lines.indexOf("a note in between")).toBeLessThan(lines.findIndex((line) => line.startsWith("stack 0 ")));
  });

  test("the cursor is hidden while the picture is live and given back afterwards", async () => {
    const session = play("progress", { columns, rows });
    await session.ended;
    expect(session.raw().split(hideCursor)).toHaveLength(2);
    expect(session.raw().lastIndexOf(showCursor)).toBeGreaterThan(session.raw().lastIndexOf("stack 0"));
  });

  test("a question under the picture is answered by one key, shows whole, and goes as it came", async () => {
    const session = play("menu", { columns, rows });
    await session.sees(/What now\?.*\n {2}k {2}keep: watching[^]*\n {2}d {2}detach: leave it/);
    expect((await session.screen()).split("\n").every((line) => line.length < columns)).toBe(true);
    expect(await session.screen()).toMatch(/^stack 0/);
    session.type("xyk");
    expect(await session.ended).toBe(0);
    expect(await session.screen()).not.toContain("What now?");
    expect((await session.screen()).split("\n").at(-1)).toBe("chosen: keep, raw: false");
    expect(session.raw().lastIndexOf(showCursor)).toBeGreaterThan(session.raw().lastIndexOf(hideCursor));
  });

  test("a spinner leaves nothing behind", async () => {
    const session = play("spinner", { columns, rows });
    expect(await session.ended).toBe(0);
    expect(session.raw()).toContain("Starting something");
    expect(await session.screen()).toBe("started");
    expect(session.raw().lastIndexOf(showCursor)).toBeGreaterThan(session.raw().lastIndexOf(hideCursor));
  });

  test.each([
    { keys: "y\r", approved: true },
    { keys: "n\r", approved: false },
    { keys: "\r", approved: false },
  ])("the plan is shown before the question, and $keys is $approved", async ({ keys, approved }) => {
    const session = play("approve", { columns, rows });
    await session.sees(/the plan\n.*Go on\?/);
    session.type(keys);
    await session.ended;
    expect(await session.screen()).toContain(`approved: ${approved}`);
  });
});

test("what is redrawn is never cleared as a screen is: tmux would keep each picture in its history", async () => {
  const session = play("progress", { columns: 80, rows: 12 });
  expect(await session.ended).toBe(0);
  for (const erase of ["", "0", "1", "2", "3"]) expect(session.raw()).not.toContain(`\u001b[${erase}J`);
  expect(session.raw().split("stack 20 waits").length).toBeLessThan(4);
});

test.each([
  { what: "narrower", columns: 60, rows: 50, drawn: /^stack 0 .{10,49}…$/m },
  { what: "wider", columns: 140, rows: 50, drawn: /^stack 0 .{100,}…$/m },
  { what: "lower", columns: 100, rows: 20, drawn: /^… \d+ more$/m },
])("a terminal that is made $what has one picture as before", async ({ columns, rows, drawn }) => {
  const session = play("menu", { columns: 100, rows: 50 });
  await session.sees(/What now\?/);
  session.resize(columns, rows);
  await session.sees(drawn);
  session.type("k");
  expect(await session.ended).toBe(0);
  const lines = (await session.screen()).split("\n");
  // What no longer fits on a lower screen has scrolled away.
  expect(lines.slice(1 - rows).filter((line) => line.startsWith("stack 2 "))).toHaveLength(1);
  expect(lines.at(-1)).toBe("chosen: keep, raw: false");
  expect(lines.every((line) => line.length < columns)).toBe(true);
});

/** The program as a job of a shell, which says when it has been suspended and continues it after a line. */
const asJob = (scene: string) =>
  onTerminal(
    ["-mc", '"$@"; echo "suspended: $?"; read line; fg >/dev/null', "sh", process.execPath, program.file, scene],
    {
      columns: 80,
      file: "/bin/sh",
    },
  );

test("Ctrl-Z gives the cursor to the shell, and what goes on afterwards is drawn below", async () => {
  const session = asJob("suspended");
  await session.sees(/^stack 0 /);
  session.type("\u001a");
  await session.sees(new RegExp(`suspended: ${128 + constants.signals.SIGTSTP}`));
  expect(session.raw().lastIndexOf(showCursor)).toBeGreaterThan(session.raw().lastIndexOf(hideCursor));
  session.type("\r");
  expect(await session.ended).toBe(0);
  expect(session.raw().split(hideCursor)).toHaveLength(3);
  expect((await session.screen()).split("\n").filter((line) => line.includes("stack 0 "))).toHaveLength(2);
  expect(session.raw().lastIndexOf(showCursor)).toBeGreaterThan(session.raw().lastIndexOf(hideCursor));
});

test("Ctrl-Z does not suspend what no shell could continue, however often", async () => {
  const session = play("suspended", { columns: 80 });
  await session.sees(/^stack 0 /);
  for (const pictures of [2, 3]) {
    session.type("\u001a");
    await expect.poll(() => session.raw().split(hideCursor).length - 1).toBe(pictures);
  }
  session.signal("SIGCONT");
  expect(await session.ended).toBe(0);
  expect(session.raw().lastIndexOf(showCursor)).toBeGreaterThan(session.raw().lastIndexOf(hideCursor));
});

test.each([
  { keys: "prod\r", approved: true },
  { keys: "dev\r", approved: false },
])("a name is typed: $keys is $approved", async ({ keys, approved }) => {
  const session = play("typed", { columns: 80 });
  await session.sees(/Type prod to go on/);
  session.type(keys);
  await session.ended;
  expect(await session.screen()).toContain(`approved: ${approved}`);
});

test.each([
  { what: "Ctrl-C", keys: "\u0003", seconds: "600", chosen: "undefined" },
  { what: "no answer", keys: "", seconds: "1", chosen: "detach" },
])("$what under a picture is $chosen, and the terminal is as before", async ({ keys, seconds, chosen }) => {
  const session = play("menu", { columns: 80, env: { MENU_SECONDS: seconds } });
  await session.sees(/What now\?/);
  session.type(keys);
  expect(await session.ended).toBe(0);
  expect(await session.screen()).toContain(`chosen: ${chosen}, raw: false`);
});

test("Ctrl-C at a question is an interruption, not an answer", async () => {
  const session = play("approve", { columns: 80 });
  await session.sees(/Go on\?/);
  session.type("\u0003");
  expect(await session.ended).toBe(130);
  expect(await session.screen()).toContain("interrupted");
  expect(await session.screen()).not.toContain("approved");
});

test.each([
  { noColor: "", coloured: true },
  { noColor: "1", coloured: false },
])("with NO_COLOR=$noColor colour is $coloured", async ({ noColor, coloured }) => {
  const session = play("progress", { columns: 80, env: { NO_COLOR: noColor } });
  await session.ended;
  expect(session.raw().includes("\u001b[32m")).toBe(coloured);
});

test("NO_COLOR gives a line instead of a spinner", async () => {
  const session = play("spinner", { columns: 80, env: { NO_COLOR: "1" } });
  await session.ended;
  expect(await session.screen()).toBe("Starting something\nstarted");
});
