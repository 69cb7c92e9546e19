import { Command as Commander, Help } from "commander";
import { topics } from "../output/topics.ts";
import type { ErrorCode } from "../model/error.ts";
import type { Command } from "./command.ts";
import { toCommander } from "./commander.ts";
import { exitCodeTexts } from "../output/exit-code-text.ts";

/** Verbs under a title, in the order in which help shows them. */
export interface Section {
  readonly title: string;
  readonly commands: readonly Command[];
}

/** Columns to write in, and how a title looks. */
export interface HelpLook {
  readonly width: number;
  readonly title: (text: string) => string;
}

/** Help of one verb: usage, arguments, options, two examples, exit codes. */
export function commandHelp(command: Command, look: HelpLook): string {
  const { commander } = toCommander(command);
  commander.description(command.summary).addHelpOption(helpOption(commander));
  for (const alias of command.aliases ?? []) commander.alias(alias);
  const codes = exitCodeTexts([...ordinaryEnds, ...(command.exitCodes ?? [])]);
  return [
    formatted(commander, look),
    look.title("Examples:"),
    ...command.examples.flatMap(({ command: line, summary }) => [`  $ ${line}`, `      ${summary}`]),
    "",
    look.title("Exit codes:"),
    ...codes.map(({ number, meaning }) => `  ${String(number).padStart(3)}  ${meaning}`),
  ].join("\n");
}

/** Help of gworld (`group` empty) or of a group such as `local`: its verbs by section. */
export function groupHelp(sections: readonly Section[], group: string, look: HelpLook): string {
  const program = new Commander(group === "" ? "gworld" : `gworld ${group}`).usage("<command> [options]");
  program.description(group === "" ? about : "").helpOption("-h, --help", "Show this help, or that of a command");
  if (group === "") program.version("", "--version", "Show the version");
  program.helpCommand(false);
  for (const { title, commands } of sections)
    for (const { name, summary, aliases = [] } of commands.filter((one) => isIn(one, group))) {
      const child = new Commander(group === "" ? name : name.slice(group.length + 1));
      program.addCommand(child);
      child.summary(summary).helpGroup(`${title}:`);
      for (const alias of aliases) child.alias(alias);
    }
  return [
    formatted(program, look),
    `Type gworld ${group === "" ? "" : `${group} `}<command> --help for one command, gworld help <subject> for a subject:`,
    `  ${topics.map(({ name }) => name).join(", ")}`,
  ].join("\n");
}

const about = "Provision and operate world environments on AWS.";

/** Every verb may end with these. */
const ordinaryEnds: readonly ErrorCode[] = ["failed", "usage"];

const isIn = ({ name }: Command, group: string) => group === "" || name.startsWith(`${group} `);

const helpOption = (commander: Commander) =>
  commander.createOption("-h, --help", "Show this help").helpGroup("Options of every command:");

/** commander's own layout, with the summary of a verb in place of its arguments. */
function formatted(commander: Commander, { width, title }: HelpLook): string {
  const help = new Help();
  help.helpWidth = width;
  help.styleTitle = title;
  help.subcommandTerm = (child) => [child.name(), ...child.aliases()].join(", ");
  return help.formatHelp(commander, help);
}
