import type { Example } from "./command.ts";
import { arg, flag, type Flags } from "./flags.ts";

const neighbours = (short: string) => ({ placeholder: "lines", short, min: 0, max: 1_000 });

const eitherOf = (name: string) => `For either: --where '${name} = <one> or ${name} = <other>'`;

export const logArgs = { services: arg.many("Services to read (default: all); a beginning is enough") };

/** The flags of `gworld logs`. */
export const logFlags = {
  since: flag.string('From when on: 10m, 2h, 1d, 14:00, "today 14:00", ISO 8601 (default: 10m)', {
    placeholder: "time",
  }),
  until: flag.string("Until when, in the same forms", { placeholder: "time" }),
  tail: flag.integer("Only the newest lines", { placeholder: "lines", short: "n", min: 1, max: 100_000 }),
  follow: flag.boolean("Go on with new lines until Ctrl-C", "f"),
  live: flag.boolean("Follow with Live Tail: lines at once instead of in order, and nothing is left out"),
  untilStable: flag.boolean("Follow until the rollouts of the services end: 0 when steady, 1 when one failed"),
  noTasks: flag.boolean("Do not show when tasks start, and when and why they stop"),
  where: flag.string("Only lines that pass this filter, such as 'level >= warn and fields.latencyMs > 500'", {
    placeholder: "filter",
    twice: "Join them: --where '(level >= warn) and (fields.latencyMs > 500)'",
  }),
  grep: flag.string(
    "Only lines that match this regular expression, as they were logged (--raw); (?i) first ignores case",
    {
      placeholder: "regex",
      twice: "For both: --where 'line ~ /one/ and line ~ /other/'; for either: --grep 'one|other'",
    },
  ),
  exclude: flag.list("Leave out lines that match; may be given several times", { placeholder: "regex" }),
  level: flag.string("Only lines of this level or graver", {
    placeholder: "level",
    choices: ["trace", "debug", "info", "warn", "error", "fatal"],
  }),
  world: flag.string("Only lines about this world", { placeholder: "id", twice: eitherOf("world") }),
  agent: flag.string("Only lines about this agent", { placeholder: "id", twice: eitherOf("agent") }),
  trace: flag.string("Only lines of this trace; the beginning of its ID is enough", {
    placeholder: "id",
    twice: eitherOf("trace"),
  }),
  task: flag.string("Only lines of this task; the beginning of its ID is enough", {
    placeholder: "id",
    twice: eitherOf("task"),
  }),
  explain: flag.boolean("Say what CloudWatch Logs is asked to filter, and how many lines were read and kept"),
  after: flag.integer("Also so many lines of the same stream after each match", neighbours("A")),
  before: flag.integer("Also so many lines of the same stream before each match", neighbours("B")),
  context: flag.integer("Also so many before and after", neighbours("C")),
  errors: flag.boolean(
    "Instead of lines: errors of one kind together, how many, where, and what is new since the last deploy (default of --since: 1d)",
  ),
  histogram: flag.boolean("Instead of lines: how many there were when, by level"),
  expand: flag.boolean("Each field on a line of its own, nested ones below it", "x"),
  fields: flag.string("Of the fields only these, in this order: latencyMs,user.name", { placeholder: "names" }),
  format: flag.string("Lines by a template, such as '{time} {task} {message} {fields.latencyMs}'", {
    placeholder: "template",
  }),
  raw: flag.boolean("The messages alone, as they were logged"),
  json: flag.boolean("Print one JSON object a line; one document with --errors and --histogram"),
  utc: flag.boolean("Times in UTC instead of local time"),
  noPrefix: flag.boolean("No time, service and level before the message"),
  noPager: flag.boolean("No pager (GWORLD_PAGER, PAGER or less) for what is longer than the screen"),
  insights: flag.string(
    "Instead of reading lines, run this Logs Insights query (default of --since: 1h); @name runs a saved one, @ lists them",
    { placeholder: "query" },
  ),
  save: flag.string(
    "Also write the lines shown to this file, as --json would print them; not with --errors, --histogram, --insights",
    { placeholder: "file" },
  ),
  force: flag.boolean("Replace the file if there is one"),
} satisfies Flags;

export const logExamples = [
  { command: "gworld logs -e dev --follow", summary: "Everything, as it comes" },
  { command: "gworld logs agent-runtime -e prod --since 2h --level warn", summary: "The troubles of two hours" },
  {
    command: "gworld logs -e prod --since 1d --where 'fields.latencyMs > 500 and world = w-42'",
    summary: "By what is in the lines; gworld help logs has the whole language",
  },
  { command: "gworld logs -e prod --since 1h --grep timeout -C 3", summary: "With what stands around them" },
  {
    command: "gworld logs -e prod --errors",
    summary: "Which errors there are, and which are new since the last deploy",
  },
  { command: "gworld logs -e prod --histogram --since 6h", summary: "How many lines when, by level" },
  { command: 'gworld logs -e prod --since "today 14:00" --grep timeout --json', summary: "For a program" },
  {
    command: "gworld logs agent -e dev --until-stable",
    summary: "Through a rollout, until it is steady or has failed",
  },
  {
    command: "gworld logs -e prod --since 7d --insights 'stats count(*) by level'",
    summary: "Large ranges by Logs Insights",
  },
] as const satisfies readonly Example[];
