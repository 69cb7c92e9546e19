import { expect, onTestFinished, test } from "vitest";
import { runShell } from "../../../src/local/ecs/shell.ts";

const env = { PATH: process.env["PATH"] ?? "" };
const settled = { timeout: 20_000, interval: 50 };

/** A script that runs as a command, with what it wrote and whether it is over. */
function running(script: string) {
  let shown = "";
  let over = false;
  const shell = runShell(`exec node -e ${JSON.stringify(script)}`, env, {
    data: (text) => (shown += text),
    exited: () => (over = true),
  });
  onTestFinished(() => shell.kill());
  return { shell, shown: () => shown, over: () => over };
}

test("a letter that comes in two parts is one letter", async () => {
  const { shell, shown, over } = running(
    "process.stdout.write(Buffer.from([97,0xc3]));process.stdin.once('data',()=>{process.stdout.write(Buffer.from([0xa9]));process.stdin.destroy()})",
  );
  await expect.poll(shown, settled).toBe("a");
  shell.write("go\n");
  await expect.poll(over, settled).toBe(true);
  expect(shown()).toBe("a\u00e9");
});

test("a command that is over is sent no signal: its number may be another's", async () => {
  const { shell, over } = running("0");
  await expect.poll(over, settled).toBe(true);
  const kill = process.kill.bind(process);
  onTestFinished(() => void (process.kill = kill));
  const signalled: number[] = [];
  process.kill = (pid) => {
    signalled.push(pid);
    return true;
  };
  shell.kill();
  shell.interrupt();
  expect(signalled).toEqual([]);
});
