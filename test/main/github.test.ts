import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parseGlobals } from "../../src/cli/parse.ts";
import { deploy } from "../../src/commands/deploy.ts";
import { createContext } from "../../src/main/context.ts";
import { onGithub } from "../../src/main/github.ts";
import { appendSummary } from "../../src/main/step-summary.ts";
import { createIo } from "../../src/output/io.ts";
import { operationProgress } from "../../src/output/operation-progress.ts";
import { fakeClock } from "../fakes/clock.ts";
import { workplace, type Workplace } from "../fakes/host.ts";
import { fakeSink } from "../fakes/sink.ts";

let place: Workplace;
beforeEach(() => void (place = workplace({ "gworld.yaml": "enviroments: {}\n" })));
afterEach(() => place.remove());

const github = { GITHUB_ACTIONS: "true" };

/** gworld's own Io as it is on a runner, over streams in memory. */
function runner({
  json = false,
  env = {},
}: { json?: boolean; env?: Readonly<Record<string, string | undefined>> } = {}) {
  const [stdout, stderr] = [fakeSink(), fakeSink()];
  const host = onGithub(
    {
      argv: [],
      env: { ...github, ...env },
      cwd: ".",
      stdin: Readable.from([]),
      stdout,
      stderr,
      clock: fakeClock(),
      signal: new AbortController().signal,
      onEnd: () => {},
      lendTerminal: () => () => {},
      onInterrupt: () => () => {},
    },
    json,
  );
  const paint = { stdout: undefined, stderr: undefined };
  const io = createIo({ stdout: host.stdout, stderr: host.stderr, json, paint, now: () => 0, github: host.github });
  return { host, io, stdout, stderr };
}

test("a failure is told as text and as an annotation of one line", async () => {
  const { code, stderr } = await place.gworld("config validate", { env: github });
  expect(code).toBe(2);
  expect(stderr).toMatch(/^Error: The configuration has a problem:$/m);
  expect(stderr.split("\n").filter((line) => line.startsWith("::"))).toEqual([
    expect.stringMatching(
      /^::error title=gworld%3A usage::The configuration has a problem:%0A {2}gworld\.yaml:1:1 .*%0ANext: /,
    ),
  ]);
  expect((await place.gworld("config validate")).stderr).not.toContain("::error");
});

test("under --json there is JSON and nothing else", async () => {
  const { code, stderr, stdout } = await place.gworld("config validate --json", { env: github });
  expect([code, stdout]).toEqual([2, ""]);
  expect(JSON.parse(stderr)).toMatchObject({ error: { code: "usage" } });
  const { io, stdout: answer, stderr: aside } = runner({ json: true });
  io.warn("no");
  io.result({ text: "##[error]x" }, () => "");
  expect(aside.text()).toBe("");
  expect(answer.text()).not.toContain("##[");
  expect(JSON.parse(answer.text())).toEqual({ text: "##[error]x" });
});

test("a warning is an annotation, progress folds, and what AWS says is never obeyed", () => {
  const { io, stdout, stderr } = runner();
  io.warn("half\nof it");
  const progress = io.progress(operationProgress());
  progress.report({ kind: "note", at: 0, text: "first\n::stop-commands::x" });
  progress.report({ kind: "note", at: 0, text: "##[add-mask]a" });
  progress.end();
  progress.end();
  io.note("::set-output name=x::y");
  io.item(null, () => "::debug::line of a log");
  expect(stderr.text().split("\n")).toEqual([
    "::warning title=gworld::half%0Aof it",
    "::group::Stacks and services, as they change",
    "00:00:00 first ::stop-commands::x",
    "00:00:00 ## [add-mask]a",
    "::endgroup::",
    ": :set-output name=x::y",
    "",
  ]);
  expect(stdout.text()).toBe(": :debug::line of a log\n");
});

test.each([
  { env: "qa", given: {}, told: "gworld deploy --env qa" },
  { env: undefined, given: { GWORLD_ENV: "ci" }, told: "gworld deploy --env ci" },
  { env: undefined, given: {}, told: "gworld deploy" },
])("what a summary says to type is of the environment that was meant: $told", async ({ env, given, told }) => {
  const globals = { ...parseGlobals(deploy, []), env };
  const { context, restore } = await createContext(runner({ env: given }).host, globals);
  restore();
  expect(context.hint("gworld deploy")).toBe(told);
});

test("a summary goes into the file of the step, and whatever is there instead fails nothing", async () => {
  const file = join(place.dir, "summary");
  writeFileSync(file, "before\n");
  await appendSummary({ GITHUB_STEP_SUMMARY: file }, async () => "after\n");
  expect(readFileSync(file, "utf8")).toBe("before\nafter\n");
  const folder = join(place.dir, "folder");
  mkdirSync(folder);
  for (const path of [folder, join(place.dir, "none"), "", undefined])
    await expect(appendSummary({ GITHUB_STEP_SUMMARY: path }, async () => "x")).resolves.toBeUndefined();
  const fails = async () => Promise.reject(new Error("no"));
  await expect(appendSummary({ GITHUB_STEP_SUMMARY: file }, fails)).resolves.toBeUndefined();
});
