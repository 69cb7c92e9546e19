import { commandHelp, groupHelp } from "../cli/help.ts";
import { groupNames } from "../cli/route.ts";
import { commands, sections } from "../commands/index.ts";
import { loadPaint } from "../output/colour.ts";
import { createStyle } from "../output/style.ts";
import { topics } from "../output/topics.ts";
import type { Host } from "./host.ts";

/** True for `gworld help` and `gworld help deploy`; `gworld help <topic>` is a command like any other. */
export function isHelp(argv: readonly string[]): boolean {
  const [verb, ...words] = argv;
  if (verb !== "help") return false;
  const name = words.join(" ");
  return name === "" || (isCommand(name) && topics.every((topic) => topic.name !== name));
}

/** Help of gworld, of a group, or of one command, on stdout. */
export async function showHelp({ stdout, env, argv }: Host, words: readonly string[]): Promise<number> {
  const width = Math.min(100, stdout.columns ?? 80);
  const paint = await loadPaint({ env, isTTY: stdout.isTTY === true, disabled: argv.includes("--no-color") });
  const look = { width, title: createStyle({ paint, width }).bold };
  const name = words.join(" ");
  const command = commands.find((one) => one.name === name || (one.aliases ?? []).includes(name));
  stdout.write(`${command === undefined ? groupHelp(sections, name, look) : commandHelp(command, look)}\n`);
  return 0;
}

const isCommand = (name: string) =>
  groupNames(commands).includes(name) ||
  commands.some((one) => one.name === name || (one.aliases ?? []).includes(name));
