import { defineCommand } from "../cli/command.ts";
import { arg, flag } from "../cli/flags.ts";

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
    { command: 'gworld logs -e prod --since "today 14:00" --grep timeout --json', summary: "For a program" },
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
    raw: flag.boolean("The messages alone, as they were logged"),
    utc: flag.boolean("Times in UTC instead of local time"),
    noPrefix: flag.boolean("No time, service and level before the message"),
  },
  async run(input, context) {
    const { io, clock, signal } = context;
    const [{ logRequest }, { openLogs, concludeLogs }, { logLineText }, text] = await Promise.all([
      import("../model/log-request.ts"),
      import("../operations/logs.ts"),
      import("../output/logs.ts"),
      import("../output/log-notices.ts"),
    ]);
    const request = logRequest(input, clock.now());
    const { config, logs } = await context.connect();
    const reading = await openLogs({ logs, clock, environment: config.name }, request, input.services, {
      signal,
      notify: (notice) => io.note(text.noticeText(notice)),
    });
    if (input.explain) io.note(text.pushedText(request.pattern));
    const render = logLineText(input, { from: reading.from, now: clock.now() });
    for await (const lines of reading.lines) io.each(lines, render);
    if (input.explain) io.note(text.keptText(reading.receipt()));
    // A terminal has just echoed ^C.
    if (request.follow) io.note(`${io.interactive ? "\n" : ""}${text.receiptText(reading.receipt())}`);
    else if (signal.aborted) return "interrupted";
    else text.noteSilence(io, concludeLogs(reading, config.name), { ...input, ...reading, environment: config.name });
    return undefined;
  },
});
