import { tally } from "../model/check.ts";
import { exitCodes, type GworldError } from "../model/error.ts";
import type { PlanReport } from "../model/plan.ts";
import type { Deployment } from "../operations/deploy.ts";
import { safeLine } from "./safe-text.ts";

/** A plan as Markdown: what would change and what is at risk. Values of properties are left out: who may see a run may see it. */
export function planSummary({ env, stacks }: Pick<PlanReport, "env" | "stacks">): string {
  const rows = stacks.flatMap(({ name, action, changes }) =>
    action === "unchanged"
      ? []
      : [
          [name, action, "", ""],
          ...changes.map(({ action: what, logicalId, type, replacement, risk }) => [
            "",
            `${what}${replacement === "True" ? ", replaced" : replacement === "Conditional" ? ", perhaps replaced" : ""}`,
            `${logicalId} (${type})`,
            risk ?? "",
          ]),
        ],
  );
  const same = stacks.filter(({ action }) => action === "unchanged").length;
  if (rows.length === 0) return section(`gworld: nothing to change in ${env}`, []);
  return section(`gworld: plan for ${env}`, [
    ...table(["Stack", "Action", "Resource", "At risk"], rows),
    ...(same > 0 ? ["", `${same} unchanged.`] : []),
  ]);
}

/** What was deployed as Markdown. */
export function deploymentSummary({ env, revision, result, stacks, checks = [] }: Deployment): string {
  if (result === "unchanged") return section(`gworld: ${env} is as configured`, []);
  const done = result === "detached" ? "begun" : "deployed";
  const rows = stacks.map(({ name, action, status, seconds }) => [name, action, status, `${seconds} s`]);
  return section(`gworld: ${done} ${env}${revision === null ? "" : `, revision ${revision}`}`, [
    ...table(["Stack", "Action", "Status", "Took"], rows),
    ...(checks.length > 0 ? ["", `Verified: ${plain(tally(checks))}.`] : []),
  ]);
}

/** A deployment that failed, or was ended before its end: why, and what to type next. */
export function failureSummary(
  { env, command }: { readonly env: string; readonly command: string },
  { code, message, hint }: Pick<GworldError, "code" | "message" | "hint">,
): string {
  const how = code === "interrupted" ? "was interrupted" : "failed";
  const next = hint === "" ? [] : ["", ...linesOf(`Next: ${hint}`)];
  return section(`gworld: ${command} of ${env} ${how} (exit code ${exitCodes[code]})`, [...linesOf(message), ...next]);
}

/** Each line is one of its own, also where Markdown would join them. */
const linesOf = (text: string) => text.split("\n").map((line) => `${plain(line.trim())}  `);

const section = (title: string, lines: readonly string[]) => `${[`### ${plain(title)}`, "", ...lines].join("\n")}\n\n`;

/** A summary is a megabyte at most, and nobody reads a thousand lines of it. */
const mostRows = 200;

function table(titles: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]) => `| ${cells.map(plain).join(" | ")} |`;
  const more = rows.length > mostRows ? ["", `and ${rows.length - mostRows} more lines`] : [];
  return [line(titles), line(titles.map(() => "---")), ...rows.slice(0, mostRows).map(line), ...more];
}

/** A text that Markdown shows as it is: no markup, no mention, no cell of its own. */
const plain = (text: string) =>
  safeLine(text).replaceAll(/[\\`*_{}[\]<>()#!|~@&]/g, (mark) => `&#${mark.codePointAt(0)};`);
