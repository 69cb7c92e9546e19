import { afterAll, beforeAll, expect, test } from "vitest";
import { bundled, onTerminal } from "../fakes/terminal.ts";

let program: Awaited<ReturnType<typeof bundled>>;
beforeAll(async () => {
  program = await bundled("paging-program.ts");
});
afterAll(() => program.remove());

/** As a pager: shows what it gets, and waits for a line from the person. */
const waits = `${process.execPath} -e "process.stdin.on('data',d=>process.stdout.write(d)).on('end',()=>process.stdout.write('(end)\\n'));require('fs').createReadStream('/dev/tty').once('data',()=>process.exit())"`;
/** As a pager: takes a little, and is left. */
const leaves = `${process.execPath} -e "process.stdin.once('data',()=>process.exit())"`;

const play = (lines: number, pager: string, takes = "all") =>
  onTerminal([program.file, String(lines), takes], { columns: 90, rows: 10, env: { GWORLD_PAGER: pager } });

test("what fits the screen is printed, and no pager is started", async () => {
  const session = play(8, waits);
  expect(await session.ended).toBe(0);
  expect(await session.screen()).toMatch(/^line 0 世界\n[^]*line 7 世界\nsaid beside\nall printed$/);
});

test.each(["/nowhere/pager", "no-such-pager -R"])(
  "one that is not there is told although it was not needed: %s",
  async (pager) => {
    const session = play(4, pager);
    expect(await session.ended).toBe(0);
    const screen = await session.screen();
    expect(screen).toContain(`There is no program ${pager.split(" ")[0]}, which GWORLD_PAGER or PAGER names.`);
    expect(screen).not.toContain("cannot be started");
  },
);

test("what does not fit is shown by the pager from the beginning, once, with its colours, and is waited for", async () => {
  const session = play(30, waits);
  await session.sees(/\(end\)/);
  expect(await session.screen()).not.toContain("all printed");
  session.type("\r");
  expect(await session.ended).toBe(0);
  const screen = await session.screen();
  expect(screen.match(/^line 0 世界$/gm)).toHaveLength(1);
  expect(screen.match(/^line \d+ 世界$/gm)).toHaveLength(30);
  expect(screen).toMatch(/line 29 世界\n[^]*said beside\nall printed$/);
  expect(session.raw()).toContain("\u001b[31mline 29\u001b[39m");
});

test("who leaves it early ends the printing", async () => {
  const session = play(1_000_000, leaves, "each");
  expect(await session.ended).toBe(0);
  expect(await session.screen()).toContain("left early");
});

test("one that cannot be started is said, and everything is printed", async () => {
  const session = play(30, "/nowhere/pager");
  expect(await session.ended).toBe(0);
  const screen = await session.screen();
  expect(screen).toContain("The pager /nowhere/pager cannot be started");
  expect(screen).toContain("line 29 世界\nsaid beside\nall printed");
});

test.each(["", "cat"])("GWORLD_PAGER='%s' prints everything", async (pager) => {
  const session = play(30, pager);
  expect(await session.ended).toBe(0);
  expect((await session.screen()).match(/^line \d+ 世界$/gm)).toHaveLength(30);
});
