import { durationText } from "../model/duration.ts";
import type { LogCluster } from "../model/log-clusters.ts";
import type { FilterFlags } from "../model/log-filter/asked.ts";
import { idNames } from "../model/log-filter/subjects.ts";
import { shellWord } from "../model/shell-word.ts";
import type { ErrorReport, LastDeploy } from "../operations/log-reports.ts";
import type { Render, Style } from "../ports/io.ts";
import { clockTexts, momentText } from "./clock-text.ts";
import { flow } from "./flow.ts";
import { safeLine } from "./safe-text.ts";
import { pipeWidth } from "./style.ts";

export interface ErrorsAsked extends FilterFlags {
  readonly environment: string;
  readonly utc: boolean;
  readonly now: number;
}

const dayMs = 86_400_000;

/** More are in `--json` alone. */
const mostShown = 40;

/** Errors by their cause, what is new at the top, and the command that shows the lines of the first. */
export function errorsText(asked: ErrorsAsked, deploy: LastDeploy): Render<ErrorReport> {
  return (report, style) => {
    const { clusters, from, to, rest } = report;
    const shown = clusters.slice(0, mostShown);
    const [first] = shown;
    const parts = [
      [headText(report, asked), deployText(deploy, report, asked)].map((text) => wrapped(text, style, 0)).join("\n"),
      ...shown.map((cluster) => clusterText(cluster, { ...asked, dated: to - from > dayMs / 2 }, style)),
      restText(clusters.length - shown.length, rest),
      first === undefined ? "" : `${style.dim("Next, the lines of the first:")} ${linesCommand(first, asked)}`,
    ];
    return parts.filter((part) => part !== "").join("\n\n");
  };
}

function headText({ clusters, from, to, rest }: ErrorReport, { utc }: ErrorsAsked): string {
  const lines = clusters.reduce((sum, { count }) => sum + count, rest.lines);
  const range = `from ${momentText(from, utc)} to ${momentText(to, utc)}`;
  return lines === 0
    ? `No errors ${range}.`
    : `${count(lines, "line")} of ${count(clusters.length + rest.clusters, "kind")}, ${range}.`;
}

function deployText(deploy: LastDeploy, { from, to, clusters }: ErrorReport, { utc, now }: ErrorsAsked): string {
  if (deploy.kind === "none") return "No deploy is recorded, so nothing can be called new.";
  if (deploy.kind === "unknown") return `Last deploy unknown, so nothing can be called new: ${safeLine(deploy.reason)}`;
  const { at, revision, failed } = deploy;
  const what = `Last deploy: revision ${revision}${failed ? ", failed" : ""}, ${momentText(at, utc)}, ${durationText(now - at)} ago`;
  if (at > to) return `${what}, after what was read.`;
  if (clusters.length === 0) return `${what}.`;
  if (from >= at) {
    const days = Math.max(2, Math.ceil((now - at) / dayMs) + 1);
    return `${what}, before what was read: --since ${days}d tells what is new.`;
  }
  const fresh = clusters.filter(({ isNew }) => isNew === true).length;
  return `${what}; ${fresh === 0 ? "nothing" : count(fresh, "kind")} new since then.`;
}

interface Times {
  readonly utc: boolean;
  readonly dated: boolean;
  readonly now: number;
}

const indent = 9;
const longestSample = 300;

function clusterText(cluster: LogCluster, { utc, dated, now }: Times, style: Style): string {
  const { template, frame, first, last, sample, isNew } = cluster;
  const clock = clockTexts({ utc, dated });
  const amount = `${cluster.count.toLocaleString("en-US")}×`;
  const lead = " ".repeat(Math.max(0, indent - 2 - amount.length));
  const words = safeLine(template).split(" ").map(style.bold).join(" ");
  const example = safeLine(sample.message.trim().split("\n", 1)[0] ?? "");
  const details = [
    frame !== undefined && `at ${safeLine(frame)}`,
    `${first === last ? clock(last) : `first ${clock(first)}, last ${clock(last)}`}, ${durationText(Math.max(0, now - last))} ago`,
    servicesText(cluster),
    template.includes("<*>") && `e.g. ${example.slice(0, longestSample)}${example.length > longestSample ? "…" : ""}`,
    idNames
      .map((name) => sample[name] && `${name} ${safeLine(sample[name])}`)
      .filter(Boolean)
      .join(", "),
  ].filter((text): text is string => typeof text === "string" && text !== "");
  const head = wrapped(
    `${lead}${style.bad(amount)}  ${isNew === true ? `${style.warn("NEW")} ` : ""}${words}`,
    style,
    indent,
  );
  return [head, ...details.map((text) => dimmed(wrapped(" ".repeat(indent) + text, style, indent), style))].join("\n");
}

function servicesText({ services, tasks }: LogCluster): string {
  const names = services.map(({ service, count }) =>
    services.length === 1 ? safeLine(service) : `${safeLine(service)} ${count.toLocaleString("en-US")}`,
  );
  return `${names.join(", ")}; ${tasks >= 100 ? "100 tasks or more" : count(tasks, "task")}`;
}

/** Broken between words; what stands before the first of them is kept. */
function wrapped(text: string, { width }: Style, inset: number): string {
  if (width >= pipeWidth) return text;
  const lead = /^ */.exec(text)?.[0] ?? "";
  const [first = "", ...more] = text.slice(lead.length).split(" ");
  return flow([lead + first, ...more], { width, indent: inset });
}

const dimmed = (text: string, style: Style) => text.split("\n").map(style.dim).join("\n");

function restText(hidden: number, { clusters, lines }: ErrorReport["rest"]): string {
  return [
    hidden > 0 && `${count(hidden, "kind")} more: --json has them.`,
    clusters > 0 && `${count(lines, "line")} of ${count(clusters, "rare kind")} more, too many to keep apart.`,
  ]
    .filter(Boolean)
    .join("\n");
}

/** What shows the lines of a cluster: the same filters, and what its lines say. */
export function linesCommand({ services, where, first, last }: LogCluster, asked: ErrorsAsked): string {
  const { environment, level, exclude } = asked;
  const wheres = [asked.where, where].filter((text) => text !== undefined);
  const joined = wheres.length > 1 ? wheres.map((text) => `(${text})`).join(" and ") : wheres[0];
  const least = level ?? (asked.where === undefined ? "error" : undefined);
  const flag = (name: string, value: string | undefined) =>
    value === undefined ? [] : [`--${name}`, shellWord(value)];
  return [
    "gworld logs",
    ...services.map(({ service }) => shellWord(safeLine(service))),
    `-e ${environment}`,
    "--no-tasks",
    ...flag("since", new Date(first).toISOString()),
    ...flag("until", new Date(last).toISOString()),
    ...flag("level", least),
    ...(["grep", "world", "agent", "trace", "task"] as const).flatMap((name) => flag(name, asked[name])),
    ...exclude.flatMap((text) => flag("exclude", text)),
    ...flag("where", joined === undefined ? undefined : safeLine(joined)),
  ].join(" ");
}

const count = (amount: number, word: string) => `${amount.toLocaleString("en-US")} ${word}${amount === 1 ? "" : "s"}`;
