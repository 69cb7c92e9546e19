import { planReport, type DeployPlan, type PlannedChange, type PlanReport, type StackPlan } from "../model/plan.ts";
import type { Style } from "../ports/io.ts";
import { costChangeLine } from "./cost.ts";
import { flow } from "./flow.ts";
import { timeLine } from "./forecast.ts";
import { sentence } from "./next-text.ts";
import { namesOnly, valuesText } from "./property-values.ts";
import { safeLine } from "./safe-text.ts";

type ReportedChange = Pick<PlannedChange, "action" | "logicalId" | "type" | "replacement"> &
  Partial<Pick<PlannedChange, "properties" | "values" | "risk" | "because">>;

interface ReportedStack {
  readonly name: string;
  readonly action: string;
  readonly changes: readonly ReportedChange[];
  readonly notes?: readonly string[];
}

export const stackCount = ({ length }: { readonly length: number }) => (length === 1 ? "1 stack" : `${length} stacks`);

/** What deploying would do, stack by stack, and what deserves a second look. */
export function planText({ env, stacks, cost, worlds, forecast }: PlanReport, style: Style): string {
  const quiet = stacks.filter(({ action, notes }) => action === "unchanged" && notes === undefined);
  const loud = stacks.filter((stack) => !quiet.includes(stack));
  const same = `= unchanged: ${quiet.map(({ name }) => name).join(", ")}`;
  const unchanged = quiet.length === 0 ? [] : [style.dim(sentence(same, style))];
  if (loud.length === 0) return `${style.good("No changes.")} ${env} is as configured.`;
  const price = cost === undefined ? [] : [costChangeLine(cost, style)];
  const time = forecast === undefined ? [] : [timeLine(forecast, style)];
  const told = loud.map((stack) => stackText(stack, style));
  return [...told, ...unchanged, ...price, ...time, ...risks(stacks, style), ...living(worlds, style)].join("\n");
}

/** The same for a plan that is about to be approved. */
export const approvalText = (plan: DeployPlan, style: Style) =>
  [
    `Deploying ${style.bold(plan.environment)} to account ${plan.account}, ${plan.region}`,
    planText(planReport(plan), style),
  ].join("\n");

/** What one stack would do beyond the approved plan. */
export const beyondText = (stack: StackPlan, style: Style) =>
  [
    `${style.bold(stack.name)} would now change more than was approved:`,
    planText(planReport({ environment: "", stacks: [stack] }), style),
  ].join("\n");

/** What was or is to be changed, stack by stack. */
export const stacksText = (stacks: readonly ReportedStack[], style: Style) =>
  stacks.map((stack) => stackText(stack, style)).join("\n");

function stackText({ name, action, changes, notes = [] }: ReportedStack, style: Style): string {
  const head = `${sign(action, style)} ${style.bold(name)} ${action}`;
  const what = action === "create" ? [summary(changes, style)] : changes.map((change) => changeText(change, style));
  const bare = action === "update" && changes.length + notes.length === 0;
  const why = bare ? ["no resource changes: outputs, tags or the like do"] : notes;
  return [head, ...why.map((note) => `    ${style.warn(safeLine(note))}`), ...what].join("\n");
}

/** A new stack is told by numbers: its resources stand in the template. */
function summary(changes: readonly ReportedChange[], { width }: Style): string {
  const counts = new Map<string, number>();
  for (const { type } of changes) counts.set(type, (counts.get(type) ?? 0) + 1);
  const most = [...counts].sort(([, a], [, b]) => b - a);
  const shown = most.slice(0, 5).map(([type, count]) => `${count} ${safeLine(type).split("::").slice(1).join(" ")}`);
  const rest = most.length > 5 ? [`${most.length - 5} other types`] : [];
  const parts = [...shown, ...rest].map((part, index, all) => (index < all.length - 1 ? `${part},` : part));
  return flow([`    ${changes.length} resources:`, ...parts], { width, indent: 6 });
}

function changeText(change: ReportedChange, style: Style): string {
  const { action, logicalId, type, replacement } = change;
  const how =
    replacement === "True"
      ? ` ${style.bad("replaced")}`
      : replacement === "Conditional"
        ? ` ${style.warn("may be replaced")}`
        : "";
  const names = namesOnly(change);
  const paths = names.length === 0 ? "" : style.dim(`  ${names.map(safeLine).join(", ")}`);
  const head = `    ${sign(action, style)} ${safeLine(logicalId)} ${style.dim(safeLine(type))}${how}${paths}`;
  return [head, ...valuesText(change, style).map((line) => `        ${line}`)].join("\n");
}

function sign(action: string, style: Style): string {
  if (action === "create" || action === "Add" || action === "Import") return style.good("+");
  if (action === "delete" || action === "Remove") return style.bad("-");
  return action === "unchanged" ? "=" : style.warn("~");
}

function living(worlds: PlanReport["worlds"], style: Style): string[] {
  if (worlds === undefined) return [];
  const { active, because } = worlds;
  const more = active.length - mostNamed;
  const named = [...active.slice(0, mostNamed).map(safeLine), ...(more > 0 ? [`${more} more`] : [])].join(", ");
  return [style.warn("! Worlds live in it"), `    ${named}`, ...because.map((text) => `    ${safeLine(text)}`)];
}

const mostNamed = 5;

const titles: Readonly<Record<NonNullable<PlannedChange["risk"]>, string>> = {
  "data-loss": "Data is lost",
  "data-in-doubt": "Data may be replaced",
  "data-left-behind": "Data is left behind",
  "security-broadening": "More is allowed than before",
};

function risks(stacks: readonly ReportedStack[], style: Style): string[] {
  const all = stacks.flatMap(({ name, changes }) => changes.map((change) => ({ name, ...change })));
  const risky = all.filter(({ risk }) => risk !== undefined);
  return Object.entries(titles).flatMap(([risk, title]) => {
    const lines = risky
      .filter((change) => change.risk === risk)
      .flatMap(({ name, logicalId, because = [] }) =>
        because.map((text) => `    ${name} ${safeLine(logicalId)}: ${safeLine(text)}`),
      );
    const paint = risk === "data-loss" ? style.bad : style.warn;
    return lines.length === 0 ? [] : [paint(`! ${title}`), ...lines];
  });
}
