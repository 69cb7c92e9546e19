import { durationText } from "../model/duration.ts";
import { insightsQuery } from "../model/insights-query.ts";
import type { FilterPart } from "../model/log-filter/asked.ts";
import { serviceOf } from "../model/log-line.ts";
import type { LogNotice, Receipt } from "../model/log-merge/receipt.ts";
import { insightsPrice } from "../model/log-query.ts";
import { shellWord } from "../model/shell-word.ts";
import type { ProgressEvent } from "../ports/io.ts";
import { safeLine } from "./safe-text.ts";

/** What is said beside the lines: `--json` prints it as it is, for people it is `text`. */
interface Said extends ProgressEvent {
  readonly text: string;
}

export const eventText = ({ text }: Said) => text;

export const noticeEvent = (notice: LogNotice, at: number) => ({ ...notice, at, text: noticeText(notice) });

export const receiptEvent = (receipt: Receipt, at: number) =>
  ({ kind: "receipt", at, ...receipt, text: receiptText(receipt) }) as const;

export const pushedEvent = (pattern: string | undefined, at: number) =>
  ({ kind: "pushed", at, pattern: pattern ?? null, text: pushedText(pattern) }) as const;

export const keptEvent = (receipt: Receipt, at: number) =>
  ({ kind: "kept", at, ...receipt, text: keptText(receipt) }) as const;

/** What happens while logs are read, in one sentence. */
function noticeText(notice: LogNotice): string {
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
function receiptText(receipt: Receipt): string {
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

/** An empty answer writes nothing, and replaces nothing. */
export const notSavedText = (path: string, force: boolean) =>
  `There was no line, so nothing was saved to ${safeLine(path)}${force ? "; a file that was there is as it was" : ""}.`;

/** What of a filter CloudWatch Logs checks. */
const pushedText = (pattern: string | undefined): string =>
  pattern === undefined
    ? "CloudWatch Logs is asked for all lines; what to show is checked here."
    : `CloudWatch Logs is asked for what matches ${pattern}\nEach line is checked here again.`;

/** How many lines the filter has let through. */
const keptText = ({ shown, neighbours = 0, filtered, calls }: Receipt): string =>
  `Read ${count(shown + neighbours + filtered, "line")} in ${count(calls, "call")}, kept ${shown.toLocaleString("en-US")}.`;

export const count = (amount: number, word: string) =>
  `${amount.toLocaleString("en-US")} ${word}${amount === 1 ? "" : "s"}`;

/** Said once where a reading has very many lines. */
export function insightsOffer({
  services,
  environment,
  since,
  until,
  parts,
}: {
  readonly services: readonly string[];
  readonly environment: string;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly parts: readonly FilterPart[];
}): string {
  const range = [
    ...(since === undefined ? [] : ["--since", since]),
    ...(until === undefined ? [] : ["--until", until]),
  ];
  const words = ["gworld", "logs", ...services, "-e", environment, ...range, "--insights", insightsQuery(parts)];
  return `More than 100,000 lines. Logs Insights goes through so many faster, for $${insightsPrice.perGB} per GB scanned (${insightsPrice.region}): ${words.map(shellWord).join(" ")}`;
}
