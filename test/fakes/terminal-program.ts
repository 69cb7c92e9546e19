import { keysOf } from "../../src/cli/keys.ts";
import { createAsk } from "../../src/cli/prompt.ts";
import { GworldError } from "../../src/model/error.ts";
import { watchSignals } from "../../src/main/signals.ts";
import { loadPaint } from "../../src/output/colour.ts";
import { createIo } from "../../src/output/io.ts";
import type { ProgressView } from "../../src/ports/io.ts";

/** Drawn for tests on a pseudo-terminal: what gworld's output does with a real screen and real keys. */
const [scene = ""] = process.argv.slice(2);
const facts = { env: process.env, isTTY: true, disabled: false };
const io = createIo({
  stdout: process.stdout,
  stderr: process.stderr,
  json: false,
  paint: { stdout: await loadPaint(facts), stderr: await loadPaint(facts) },
  now: () => Date.now(),
  ask: async () => createAsk(process.stdin, process.stderr),
  readKey: keysOf(process.stdin),
});

const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

const stacks: ProgressView<{ readonly kind: "stack"; readonly at: number; readonly index: number }> = {
  line: ({ index }) => `line ${index}`,
  frame() {
    let last = 0;
    return {
      fold: ({ index }) => void (last = index),
      draw: (_, style) =>
        Array.from({ length: 30 }, (_unused, index) =>
          index <= last ? style.good(`stack ${index} 世界 ${"long ".repeat(30)}`) : `stack ${index} waits`,
        ).join("\n"),
    };
  },
};

const scenes: Readonly<Record<string, () => Promise<void>>> = {
  async progress() {
    io.note("before");
    const progress = io.progress(stacks);
    for (let event = 0; event < 10; event += 1) {
      progress.report({ kind: "stack", at: 0, index: event });
      await pause(30);
      if (event === 5) io.note("a note in between");
    }
    progress.end();
    io.result("done", (value) => value);
  },
  async menu() {
    const progress = io.progress(stacks);
    progress.report({ kind: "stack", at: 0, index: 1 });
    await pause(300);
    const menu = {
      title: "What now?",
      choices: [
        { key: "k", value: "keep", text: `keep: ${"watching ".repeat(12)}` },
        { key: "d", value: "detach", text: "detach: leave it" },
      ],
      otherwise: "detach",
      seconds: Number(process.env["MENU_SECONDS"] ?? 600),
    };
    const chosen = await io.choose?.(menu, new AbortController().signal);
    progress.report({ kind: "stack", at: 0, index: 2 });
    progress.end();
    io.result(`chosen: ${chosen}, raw: ${process.stdin.isRaw}`, (value) => value);
  },
  async suspended() {
    watchSignals([() => io.restore()]);
    const progress = io.progress(stacks);
    progress.report({ kind: "stack", at: 0, index: 1 });
    const alive = setInterval(() => {}, 1_000);
    await new Promise((done) => process.once("SIGCONT", done));
    await pause(200);
    clearInterval(alive);
    progress.end();
    io.result("done", (value) => value);
  },
  async spinner() {
    await io.during("Starting something", () => pause(400));
    io.result("started", (value) => value);
  },
  async approve() {
    const approved = await io.approve(() => "the plan", { yes: false, question: "Go on?" });
    io.result(`approved: ${approved}`, (value) => value);
  },
  async typed() {
    const approved = await io.approve(() => "the plan", {
      yes: false,
      question: "This deletes prod.",
      confirm: { expected: "prod" },
    });
    io.result(`approved: ${approved}`, (value) => value);
  },
};

try {
  await scenes[scene]?.();
} catch (error) {
  if (!(error instanceof GworldError)) throw error;
  process.stderr.write(`${error.code}\n`);
  process.exitCode = 130;
}
