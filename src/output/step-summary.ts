import { tally } from "../model/check.ts";
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
  const rows = stacks.map(({ name, action, status, seconds }) => [name, action, status, `${seconds} s`]);
  return section(`gworld: deployed ${env}${revision === null ? "" : `, revision ${revision}`}`, [
    ...table(["Stack", "Action", "Status", "Took"], rows),
    ...(checks.length > 0 ? ["", `Verified: ${plain(tally(checks))}.`] : []),
  ]);
}

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
