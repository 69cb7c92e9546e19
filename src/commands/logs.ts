import { defineCommand, type Context } from "../cli/command.ts";
import { arg, flag } from "../cli/flags.ts";
import type { LineForm } from "../model/log-form.ts";
import { readerLeft } from "../model/reader-left.ts";
import type { LogReading } from "../operations/logs.ts";
import type { ErrorsAsked } from "../output/log-errors.ts";

const neighbours = (short: string) => ({ placeholder: "lines", short, min: 0, max: 1_000 });

export const logs = defineCommand({
  name: "logs",
  summary: "Read or follow the logs of all services as one stream in time order",
  examples: [
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
  ],
  exitCodes: ["credentials", "notFound", "interrupted"],
  args: { services: arg.many("Services to read (default: all); a beginning is enough") },
  flags: {
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
    }),
    grep: flag.string("Only lines that match this regular expression; (?i) first ignores case", {
      placeholder: "regex",
    }),
    exclude: flag.list("Leave out lines that match; may be given several times", { placeholder: "regex" }),
    level: flag.string("Only lines of this level or graver", {
      placeholder: "level",
      choices: ["trace", "debug", "info", "warn", "error", "fatal"],
    }),
    world: flag.string("Only lines about this world", { placeholder: "id" }),
    agent: flag.string("Only lines about this agent", { placeholder: "id" }),
    trace: flag.string("Only lines of this trace", { placeholder: "id" }),
    task: flag.string("Only lines of this task; the beginning of its ID is enough", { placeholder: "id" }),
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
    save: flag.string("Also write what is shown to this file, as --json would print it", { placeholder: "file" }),
    force: flag.boolean("Replace the file if there is one"),
  },
  async run(input, context) {
    const { io, clock, signal } = context;
    const [{ logRequest }, { lineForm }, { openLogs, concludeLogs }, text] = await Promise.all([
      import("../model/log-request.ts"),
      import("../model/log-form.ts"),
      import("../operations/logs.ts"),
      import("../output/log-notices.ts"),
    ]);
    const request = logRequest(input, clock.now());
    const form = lineForm(input, request.context !== undefined);
    const connection = await context.connect();
    const { config, logs, services } = connection;
    const pager = context.pager(!request.follow && !input.noPager);
    const reading = await openLogs({ logs, services, clock, environment: config.name }, request, input.services, {
      signal: AbortSignal.any([signal, pager.left]),
      notify: (notice) => pager.aside(() => io.note(text.noticeText(notice))),
    });
    if (input.explain) io.note(text.pushedText(reading.pattern()));
    const { to = clock.now() } = request.range;
    try {
      await print(reading, { ...input, form, pager, to, now: clock.now(), environment: config.name }, context);
    } finally {
      await pager.end();
    }
    if (pager.left.aborted) return undefined;
    if (input.explain) io.note(text.keptText(reading.receipt()));
    if (readerLeft(signal)) return "interrupted";
    if (request.follow) return concludeFollow(reading, text.receiptText(reading.receipt()), context);
    if (signal.aborted) return "interrupted";
    const silence = concludeLogs(reading, config.name);
    if (!input.errors) text.noteSilence(io, silence, { ...input, ...reading, environment: config.name });
    return undefined;
  },
});

type Lines = Parameters<typeof printLines>[1];
type Report = ErrorsAsked & { readonly to: number; readonly errors: boolean; readonly histogram: boolean };

async function print(reading: LogReading, asked: Lines & Report, context: Context) {
  if (asked.errors) return printErrors(reading, asked, context);
  if (asked.histogram) return printVolume(reading, asked, context);
  return printLines(reading, asked, context);
}

function concludeFollow(reading: LogReading, receipt: string, { io, signal }: Context): undefined {
  // A terminal has just echoed ^C.
  io.note(`${io.interactive && signal.aborted ? "\n" : ""}${receipt}`);
  const outcome = reading.outcome();
  if (outcome !== undefined && !signal.aborted) throw outcome;
  return undefined;
}

/** Lines as their turn comes; the next are read when these are taken. */
async function printLines(
  reading: LogReading,
  {
    form,
    pager,
    save,
    force,
  }: { form: LineForm; pager: ReturnType<Context["pager"]>; save?: string | undefined; force: boolean },
  { io, clock, openLineFile }: Context,
) {
  const [{ logLineText }, { jsonText }] = await Promise.all([import("../output/logs.ts"), import("../output/json.ts")]);
  const render = logLineText(form, { from: reading.from, now: clock.now() });
  const file = save === undefined ? undefined : await openLineFile(save, { force });
  try {
    for await (const lines of reading.lines) {
      io.each(lines, render);
      await file?.write(lines.map((line) => jsonText(line)));
      await pager.taken();
    }
  } finally {
    await file?.close();
  }
}

async function printErrors(reading: LogReading, asked: ErrorsAsked & { to: number }, { io, signal, connect }: Context) {
  const [{ lastDeployOf, readErrors }, { concludeLogs }, { errorsText }] = await Promise.all([
    import("../operations/log-reports.ts"),
    import("../operations/logs.ts"),
    import("../output/log-errors.ts"),
  ]);
  const deploy = await lastDeployOf(await connect());
  const report = await io.during("Reading errors", () => readErrors(reading, asked.to, deploy));
  if (signal.aborted) return;
  // Where nothing can have logged, that there are no errors is no answer.
  concludeLogs(reading, asked.environment);
  io.result(report, errorsText(asked, deploy));
}

async function printVolume(
  reading: LogReading,
  asked: { utc: boolean; to: number; environment: string },
  { io, signal }: Context,
) {
  const [{ readVolume }, { concludeLogs }, { volumeText }] = await Promise.all([
    import("../operations/log-reports.ts"),
    import("../operations/logs.ts"),
    import("../output/log-histogram.ts"),
  ]);
  const report = await io.during("Counting lines", () => readVolume(reading, asked.to));
  if (signal.aborted) return;
  concludeLogs(reading, asked.environment);
  io.result(report, volumeText(asked));
}
