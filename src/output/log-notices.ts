import { durationText } from "../model/duration.ts";
import { serviceOf } from "../model/log-line.ts";
import type { LogNotice, Receipt } from "../model/log-merge/receipt.ts";
import type { LogSilence } from "../operations/logs.ts";
import type { Io } from "../ports/io.ts";
import { momentText } from "./clock-text.ts";

/** What happens while logs are read, in one sentence. */
export function noticeText(notice: LogNotice): string {
  if (isFixed(notice)) return fixedTexts[notice.kind];
  if (notice.kind === "lost") return `Connection lost: ${notice.reason}. Trying again; nothing is skipped.`;
  if (notice.kind === "back") return `Back after ${durationText(notice.milliseconds)}; reading what was missed.`;
  if (notice.kind === "notLive")
    return `No Live Tail: ${notice.reason}. Lines come by polling${notice.again ? " until it runs again" : " alone"}; nothing is skipped.`;
  if (notice.kind === "noTasks")
    return `Starts and stops of tasks are not shown: ${notice.reason} (--no-tasks does not ask for them).`;
  if (notice.kind === "steady") return `Steady: ${notice.services.join(", ")}. Reading the last lines.`;
  if (notice.kind === "ahead")
    return `The clock of ${notice.service}/${notice.task.slice(0, 6)} is ${durationText(notice.milliseconds)} ahead: its lines stand where they arrived.`;
  return `${serviceOf(notice.group)} ${groupWords[notice.kind]}`;
}

const fixedTexts = {
  throttled: "CloudWatch Logs throttles this account: asking less often, lines come later.",
  unfiltered: "CloudWatch Logs does not take the filter: reading all lines and checking them here.",
  live: "Live Tail runs: lines are shown as they come, and marked where that is out of order.",
  sampled: "More than 500 lines a second: Live Tail leaves some out, and polling brings them within 15 s.",
  unsteady: "The rollouts have ended, and not well. Reading the last lines.",
} as const;

const isFixed = (notice: LogNotice): notice is Extract<LogNotice, { kind: keyof typeof fixedTexts }> =>
  notice.kind in fixedTexts;

const groupWords = {
  missing: "has no log group yet.",
  appeared: "has a log group now.",
  crowded: "logs more than can be remembered: lines that come very late may be missed.",
} as const;

/** What a follow has delivered, at its end. */
export function receiptText(receipt: Receipt): string {
  const { shown, neighbours = 0, filtered, live, late, latest, repeated, outages, throttled, calls } = receipt;
  const parts = [
    `${count(shown, "line")} shown`,
    neighbours > 0 && count(neighbours, "neighbour"),
    filtered > 0 && `${count(filtered, "line")} filtered out`,
    live > 0 && `${live.toLocaleString("en-US")} live`,
    late > 0 && `${count(late, "line")} late (up to +${durationText(latest)})`,
    repeated > 0 && `${count(repeated, "repeat")} suppressed`,
    count(outages, "gap"),
    throttled > 0 && `throttled ${count(throttled, "time")}`,
    count(calls, "call"),
  ];
  return parts.filter((part) => part !== false).join(", ");
}

/** What of a filter CloudWatch Logs checks. */
export const pushedText = (pattern: string | undefined): string =>
  pattern === undefined
    ? "CloudWatch Logs is asked for all lines; what to show is checked here."
    : `CloudWatch Logs is asked for what matches ${pattern}\nEach line is checked here again.`;

/** How many lines the filter has let through. */
export const keptText = ({ shown, neighbours = 0, filtered, calls }: Receipt): string =>
  `Read ${count(shown + neighbours + filtered, "line")} in ${count(calls, "call")}, kept ${shown.toLocaleString("en-US")}.`;

export interface Asked {
  readonly environment: string;
  readonly services: readonly string[];
  readonly from: number;
  readonly utc: boolean;
}

/** Says why there was nothing to show, and what to type next. */
export function noteSilence(io: Pick<Io, "note">, silence: LogSilence | undefined, asked: Asked): void {
  if (silence !== undefined) io.note(silenceText(silence, asked));
}

function silenceText(silence: LogSilence, { environment, services, from, utc }: Asked): string {
  const since = momentText(from, utc);
  const again = ["gworld logs", ...services, "-e", environment].join(" ");
  const status = `gworld status -e ${environment}`;
  if (silence.kind === "filtered")
    return `${silence.pushed ? "No line" : `None of ${count(silence.read, "line")}`} since ${since} passes the filter. Without it: ${again}`;
  if (silence.kind === "missing")
    return `No lines since ${since}; no log group yet for ${silence.services.join(", ")}. What is deployed: ${status}`;
  return `No lines since ${since}. Look further back with ${again} --since 1d, or see what runs: ${status}`;
}

const count = (amount: number, word: string) => `${amount.toLocaleString("en-US")} ${word}${amount === 1 ? "" : "s"}`;
