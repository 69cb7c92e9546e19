import type { Context } from "../../cli/command.ts";
import type { Input } from "../../cli/flags.ts";
import type { logArgs, logFlags } from "../../cli/log-flags.ts";
import type { ErrorCode } from "../../model/error.ts";
import { readerLeft } from "../../model/reader-left.ts";
import type { LogRequest } from "../../model/log-request.ts";
import type { QueryAnswer } from "../../model/log-query.ts";
import type { QueryEvent } from "../../operations/log-query.ts";
import type { LogPlace } from "../../operations/log-silence.ts";
import type { LogReading } from "../../operations/logs.ts";
import type { ErrorsAsked } from "../../output/log-errors.ts";

type Wish = Input<typeof logFlags, typeof logArgs>;
type Typed = Omit<Wish, "insights">;

export const runLogs = async ({ insights, ...input }: Wish, context: Context) =>
  insights === undefined ? readLines(input, context) : queryLogs({ ...input, insights }, context);

async function readLines(input: Typed, context: Context): Promise<ErrorCode | undefined> {
  const { io, clock, signal, openLineFile } = context;
  const [{ logRequest }, { lineForm }, { openLogs }, text] = await Promise.all([
    import("../../model/log-request.ts"),
    import("../../model/log-form.ts"),
    import("../../operations/logs.ts"),
    import("../../output/log-notices.ts"),
  ]);
  const request = logRequest(input, clock.now());
  const form = lineForm(input, request.context !== undefined);
  const { config, logs, services } = await context.connect();
  const pager = context.pager(!request.follow && !input.noPager);
  const ports = { logs, services, clock, environment: config.name };
  const reading = await openLogs(ports, request, input.services, {
    signal: AbortSignal.any([signal, pager.left]),
    notify: (notice) => pager.aside(() => io.tell(text.noticeEvent(notice, clock.now()), text.eventText)),
  });
  if (input.explain) io.tell(text.pushedEvent(reading.pattern(), clock.now()), text.eventText);
  const { to = clock.now() } = request.range;
  try {
    if (input.errors) await printErrors(reading, { ...input, to, now: clock.now(), environment: config.name }, context);
    else if (input.histogram) await printVolume(reading, { ...input, to }, context);
    else {
      const asked = { ...input, ...request, environment: config.name };
      const offer = request.follow ? undefined : () => text.insightsOffer(asked);
      const { printLines } = await import("../../output/print-log-lines.ts");
      await printLines(reading, { ...input, form, offer, now: clock.now() }, { io, pager, openLineFile });
    }
  } finally {
    await pager.end();
  }
  if (pager.left.aborted) return undefined;
  if (input.explain) io.tell(text.keptEvent(reading.receipt(), clock.now()), text.eventText);
  return concluded(reading, { request, ...input }, context);
}

/** What is said at the end, and how it ended. */
async function concluded(
  reading: LogReading,
  asked: TypedRange & { request: LogRequest; errors: boolean },
  context: Context,
): Promise<ErrorCode | undefined> {
  const { io, signal, clock } = context;
  const { follow } = asked.request;
  if (readerLeft(signal) || (signal.aborted && !follow)) return "interrupted";
  if (!follow) {
    if (!asked.errors) await tellSilence(reading, asked, context);
    return undefined;
  }
  const { eventText, receiptEvent } = await import("../../output/log-notices.ts");
  // A terminal has just echoed ^C.
  const start = io.interactive && signal.aborted ? "\n" : "";
  io.tell(receiptEvent(reading.receipt(), clock.now()), (event) => `${start}${eventText(event)}`);
  const outcome = reading.outcome();
  if (outcome !== undefined && !signal.aborted) throw outcome;
  return undefined;
}

async function queryLogs(input: Typed & { insights: string }, context: Context): Promise<ErrorCode | undefined> {
  const { io, clock, signal } = context;
  const [{ askedQuery }, operation, text] = await Promise.all([
    import("../../model/log-query.ts"),
    import("../../operations/log-query.ts"),
    import("../../output/log-query.ts"),
  ]);
  const { asked, from, to } = askedQuery(input, clock.now());
  const { config, logs } = await context.connect();
  const environment = config.name;
  if (asked.kind === "list") {
    const found = await operation.savedQueries(logs, environment);
    io.each(found, text.savedQueryText(operation.savedPrefix(environment)));
    if (found.length === 0) io.note(text.nothingSaved(environment));
    return undefined;
  }
  const { missing, ...chosen } = await operation.chosenQuery(logs, environment, { asked, services: input.services });
  const { assertLogged } = await import("../../operations/log-silence.ts");
  await assertLogged({ groups: chosen.groups, missing: () => missing }, await placeOf(context));
  const query = { ...chosen, groups: chosen.groups.filter((group) => !missing.includes(group)), from, to };
  const progress = io.progress(text.queryProgress(input));
  const report = (event: QueryEvent) => progress.report(event);
  const ports = { queries: logs.queries, clock };
  const answer = await operation.runQuery(ports, query, { signal, report }).finally(() => progress.end());
  return answered(answer, { ...input, query: query.text, environment, at: to }, context);
}

async function answered(
  { status, rows, statistics }: QueryAnswer,
  asked: TypedRange & { noPager: boolean; query: string; environment: string; at: number },
  context: Context,
): Promise<ErrorCode | undefined> {
  const { io, signal } = context;
  const [text, { emptyText }] = await Promise.all([
    import("../../output/log-query.ts"),
    import("../../output/log-silence.ts"),
  ]);
  const pager = context.pager(!asked.noPager);
  io.each(rows, text.queryRowText(rows, asked));
  await pager.end();
  if (status === "complete") {
    if (rows.length === 0) io.tell(text.noRows(statistics, asked), emptyText);
    return undefined;
  }
  io.note(text.partialText(rows.length));
  return signal.aborted ? "interrupted" : "failed";
}

/** Says why there was nothing to show, where there was nothing. */
async function tellSilence(reading: LogReading, asked: TypedRange & { request: LogRequest }, context: Context) {
  const [{ explainSilence }, { emptyAnswer, emptyText }] = await Promise.all([
    import("../../operations/log-silence.ts"),
    import("../../output/log-silence.ts"),
  ]);
  const connection = await context.connect();
  const silence = await explainSilence(connection, reading, asked.request, await placeOf(context));
  const { range } = asked.request;
  const { to = context.clock.now() } = range;
  if (silence !== undefined)
    context.io.tell(
      emptyAnswer(silence, { ...asked, from: reading.from, to, environment: connection.config.name }),
      emptyText,
    );
}

interface TypedRange {
  readonly services: readonly string[];
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly utc: boolean;
}

async function placeOf({ connect, config: loaded }: Context): Promise<LogPlace> {
  const [connection, { resolveEnvironment }, { lastDeployOf }] = await Promise.all([
    connect(),
    import("../../model/config/resolve.ts"),
    import("../../operations/log-reports.ts"),
  ]);
  const { name, region } = connection.config;
  return {
    environment: name,
    region,
    home: async () => resolveEnvironment(await loaded(), name).config.region,
    async lastDeploy() {
      const deploy = await lastDeployOf(connection);
      return deploy.kind === "at" ? deploy : undefined;
    },
  };
}

async function printErrors(reading: LogReading, asked: ErrorsAsked & { to: number }, context: Context) {
  const { io, signal, connect } = context;
  const [{ lastDeployOf, readErrors }, { assertLogged }, { errorsText }] = await Promise.all([
    import("../../operations/log-reports.ts"),
    import("../../operations/log-silence.ts"),
    import("../../output/log-errors.ts"),
  ]);
  const deploy = await lastDeployOf(await connect());
  const report = await io.during("Reading errors", () => readErrors(reading, asked.to, deploy));
  if (signal.aborted) return;
  // Where nothing can have logged, that there are no errors is no answer.
  await assertLogged(reading, await placeOf(context));
  io.result(report, errorsText(asked, deploy));
}

async function printVolume(reading: LogReading, asked: { utc: boolean; to: number }, context: Context) {
  const { io, signal } = context;
  const [{ readVolume }, { assertLogged }, { volumeText }] = await Promise.all([
    import("../../operations/log-reports.ts"),
    import("../../operations/log-silence.ts"),
    import("../../output/log-histogram.ts"),
  ]);
  const report = await io.during("Counting lines", () => readVolume(reading, asked.to));
  if (signal.aborted) return;
  await assertLogged(reading, await placeOf(context));
  io.result(report, volumeText(asked));
}
