import { goesOnWith } from "../model/goes-on-with.ts";
import { durationText } from "../model/duration.ts";
import type { HistoryRow, StackEnd } from "../model/history.ts";
import type { Operation } from "../model/operation.ts";
import type { Audit } from "../operations/audit.ts";
import type { RevisionDetail } from "../operations/history/detail.ts";
import type { CutOff, History, Operations } from "../operations/history.ts";
import type { Style } from "../ports/io.ts";
import { momentText } from "./clock-text.ts";
import { flow } from "./flow.ts";
import { stacksText } from "./plan.ts";
import { safeLine, safeText } from "./safe-text.ts";
import { details, table } from "./table.ts";

/** The revisions, and what was cut off since. */
export const historyText = (history: History, style: Style) =>
  [
    ...(history.cutOff === undefined ? [] : [cutOffText(history.env, history.cutOff, style)]),
    ...(history.revisions.length === 0 ? [] : [revisionsText(history.revisions, style)]),
  ].join("\n\n");

function cutOffText(env: string, cutOff: CutOff, style: Style): string {
  const { command, by, startedAt } = cutOff;
  const began = momentText(Date.parse(startedAt), false);
  return [
    `${style.bad("Cut off:")} gworld ${safeLine(command)} of ${safeLine(nameOf(by))}, on ${env}, begun ${began}, has not written down how it ended.`,
    ...stacksLeft(cutOff, style),
    style.dim(`${goesOnWith(safeLine(command), env)} follows what goes on, does the rest and writes it down.`),
  ].join("\n");
}

const nameOf = (arn: string) => arn.slice(arn.lastIndexOf("/") + 1);

/** One line a revision. */
const revisionsText = (revisions: History["revisions"], style: Style) =>
  table(
    revisions,
    [
      { title: "REVISION", text: ({ revision }) => revision, align: "right" },
      { title: "AT", text: ({ at }) => momentText(Date.parse(at), false) },
      { title: "RESULT", text: ({ result }, look) => paint(result, look) },
      { title: "TOOK", text: tookOf, align: "right" },
      { title: "BY", text: ({ by }) => nameOf(by) },
      { title: "COMMIT", text: ({ gitSha = "" }) => gitSha.slice(0, 10) },
      { title: "COMMAND", text: ({ command = "" }) => command, spare: true },
    ],
    style,
  );

/** Of what was cut off nobody knows. */
const tookOf = ({ seconds, result }: Pick<HistoryRow, "seconds" | "result">) =>
  seconds === 0 && result === "interrupted" ? "" : durationText(seconds * 1_000);

/** One line an operation. */
export const operationsText = ({ env, operations }: Operations, style: Style) =>
  operations.length === 0
    ? `Nothing was done to ${env} by a gworld that keeps a journal.`
    : table(
        operations,
        [
          { title: "ID", text: ({ id }) => id, align: "right" },
          { title: "BEGAN", text: ({ startedAt }) => momentText(Date.parse(startedAt), false) },
          { title: "STATE", text: ({ state }, look) => paint(state, look) },
          { title: "TOOK", text: took, align: "right" },
          { title: "BY", text: ({ by }) => nameOf(by) },
          { title: "COMMAND", text: ({ command }) => command },
          { title: "REVISION", text: ({ revision }) => revision, align: "right", spare: true },
        ],
        style,
      );

const took = ({ startedAt, endedAt, state }: Operation) =>
  endedAt === undefined || state === "interrupted" ? "" : durationText(Date.parse(endedAt) - Date.parse(startedAt));

const badStates: readonly string[] = ["failed", "interrupted"];
const goodStates: readonly string[] = ["deployed", "succeeded"];

const paint = (state: string, { good, bad, dim }: Style) =>
  badStates.includes(state) ? bad(state) : goodStates.includes(state) ? good(state) : dim(state);

/** Everything that is known of one revision. */
export function revisionText(detail: RevisionDetail, style: Style): string {
  const [revision] = detail.revisions;
  if (revision === undefined) return `${detail.env} has no revision.`;
  const parts = [facts(revision, detail, style), stacksLeft(revision, style).join("\n"), causeText(revision, style)];
  return [...parts, changesText(detail, style), triedText(detail, style), wayBack(detail, revision, style)]
    .filter((part) => part !== "")
    .join("\n\n");
}

function facts(revision: HistoryRow, { images = {} }: RevisionDetail, style: Style): string {
  const { gitSha, at, by, result, version, command, ci, backTo, document, templates } = revision;
  return details(
    [
      ["Revision", String(revision.revision)],
      ["Result", (look) => paint(result, look)],
      ["At", momentText(Date.parse(at), false)],
      ["Took", tookOf(revision) || undefined],
      ["By", by],
      ["Command", command === undefined ? undefined : `gworld ${command}`],
      ["Back to", backTo === undefined ? undefined : `revision ${backTo}`],
      ["Commit", gitSha],
      ["CI run", ci],
      ["gworld", version === "" ? undefined : version],
      ...Object.entries(document === undefined && result === "deployed" ? templates : {}),
      ...Object.entries(images).map(([service, image]) => [`Image of ${service}`, image] as const),
    ],
    style,
  );
}

/** How each stack was left that was begun with, and which were not. */
const stacksLeft = ({ stacks = [], notBegun = [] }: Pick<HistoryRow, "stacks" | "notBegun">, style: Style) => [
  ...(stacks.length === 0 ? [] : [stackTable(stacks, style)]),
  ...(notBegun.length === 0
    ? []
    : [flow(`Not begun: ${notBegun.join(", ")}`.split(/(?<=,) /), { width: style.width, indent: 2 })]),
];

const stackTable = (stacks: NonNullable<HistoryRow["stacks"]>, style: Style) =>
  table(
    stacks,
    [
      { title: "STACK", text: ({ name }) => name },
      { title: "ACTION", text: ({ action }) => action },
      { title: "ENDED", text: ({ end }, look) => endText(end, look) },
      { title: "STATUS", text: ({ status }) => status },
      {
        title: "TOOK",
        text: ({ seconds }) => (seconds === undefined ? "" : durationText(seconds * 1_000)),
        align: "right",
      },
    ],
    style,
  );

const endTexts: Readonly<Record<StackEnd, string>> = {
  done: "done",
  failed: "failed",
  back: "rolled back",
  deleted: "deleted again",
  part: "in part",
  going: "goes on",
  unknown: "not known",
};

const endText = (end: StackEnd, { good, bad, dim }: Style) =>
  (end === "done" ? good : end === "failed" ? bad : dim)(endTexts[end]);

const causeText = ({ cause }: Pick<HistoryRow, "cause">, style: Style) =>
  cause === undefined ? "" : `${style.bad("Cause")}\n${safeText(cause)}`;

function changesText({ since, changes, values = [], unknown }: RevisionDetail, style: Style): string {
  if (unknown !== undefined) return style.dim(`What changed is not known: ${safeLine(unknown)}`);
  if (changes === undefined) return "";
  if (since === null) {
    const count = changes.length === 1 ? "1 stack" : `${changes.length} stacks`;
    return `Nothing is known before it: all of ${count} is new.\n${stacksText(changes, style)}`;
  }
  if (changes.length === 0 && values.length === 0) return `No template changed since revision ${since}.`;
  return [`Changed since revision ${since}:`, ...differenceText({ changes, values }, style)].join("\n");
}

const triedText = ({ tried }: RevisionDetail, style: Style) =>
  tried === undefined ? "" : ["Begun, and not done:", ...differenceText(tried, style)].join("\n");

function differenceText({ changes, values }: NonNullable<RevisionDetail["tried"]>, style: Style): readonly string[] {
  const settings = values.map(({ path, from = "nothing", to = "nothing" }) =>
    flow([`    ${safeLine(path)}:`, safeLine(from), "->", safeLine(to)], { width: style.width, indent: 6 }),
  );
  return [
    ...(settings.length === 0 ? [] : [style.bold("  configuration"), ...settings]),
    ...(changes.length === 0 ? [] : [stacksText(changes, style)]),
  ];
}

const wayBack = ({ env, unknown }: RevisionDetail, { revision, result }: HistoryRow, { dim }: Style) =>
  unknown !== undefined || result !== "deployed" ? "" : dim(`Go back to it: gworld rollback ${revision} --env ${env}`);

/** Whether the chain of audit rows is whole, and where it is not. */
export function auditText({ env, result, rows, head, breaks }: Audit, style: Style): string {
  const count = `${rows} ${rows === 1 ? "row" : "rows"}`;
  if (result === "broken")
    return [
      `${style.bad("Broken.")} The history of ${env} was changed from outside; ${count}.`,
      ...breaks.map(({ at, why }) => `  ${safeLine(at)}: ${safeLine(why)}`),
      style.dim("The state table has point-in-time recovery: restore it beside, and compare."),
    ].join("\n");
  if (head === null) return `Nothing to prove yet: no gworld that keeps a chain has acted on ${env}.`;
  return [
    `${style.good("Whole.")} ${count}, each of which covers the one before it.`,
    details([["Last hash", head]], style),
    style.dim("Keep this hash elsewhere to prove later that nothing before it was changed."),
  ].join("\n");
}
