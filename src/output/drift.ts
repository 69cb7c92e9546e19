import type { DriftedResource, PropertyDrift } from "../model/drift.ts";
import type { DriftReport, StackDrift } from "../operations/drift.ts";
import type { Style } from "../ports/io.ts";
import { sentence } from "./next-text.ts";
import { safeLine } from "./safe-text.ts";
import { tableLines, type Column } from "./table.ts";

const columns: readonly Column<PropertyDrift>[] = [
  { title: "PROPERTY", text: ({ property }) => property.replace(/^\//, "") },
  { title: "DECLARED", text: ({ declared }, style) => style.good(safeLine(declared ?? "-")) },
  { title: "LIVE", text: ({ live }, style) => style.bad(safeLine(live ?? "-")) },
];

/** What differs, resource by resource, and then what was not compared. */
export function driftText(report: DriftReport, style: Style): string {
  const { env, resources, stacks, notChecked } = report;
  const checked = stacks.reduce((sum, one) => sum + one.checked, 0);
  const types = Object.entries(notChecked.types)
    .sort(([, a], [, b]) => b - a)
    .map(([type, count]) => `${count} ${type.split("::").slice(1).join(" ")}`);
  const shown = types.length <= 6 ? types : [...types.slice(0, 5), `of ${types.length - 5} other types`];
  const unlooked =
    notChecked.count === 0
      ? []
      : [
          style.dim(
            sentence(
              `Not compared, as CloudFormation cannot: ${notChecked.count} resources (${shown.join(", ")}).`,
              style,
            ),
          ),
        ];
  const next = sentence(
    "A deploy changes only what the templates change: set these back where they were changed, or put the change into gworld.yaml or the templates.",
    style,
  );
  return [
    ...resources.map((resource) => resourceText(resource, style)),
    ...stacks.flatMap((stack) => stackLine(stack, style)),
    verdict(env, resources.length, checked, style),
    ...unlooked,
    ...(resources.length === 0 ? [] : [style.dim(next)]),
  ].join("\n");
}

function resourceText({ stack, logicalId, type, status, differences }: DriftedResource, style: Style): string {
  const head = `${style.bold(`${safeLine(stack)} ${safeLine(logicalId)}`)} ${style.dim(safeLine(type))} ${style.bad(status)}`;
  if (differences.length === 0) return head;
  const rows = tableLines(differences, columns, { ...style, width: style.width - 2 });
  return [head, ...rows.map((line) => `  ${line}`)].join("\n");
}

/** A stack that needs a word: it, or something in it, was not compared. */
const stackLine = ({ name, status, reason }: StackDrift, style: Style) =>
  reason === undefined
    ? []
    : [
        style.warn(
          sentence(
            `${name} ${status === "NOT_CHECKED" ? "was not compared" : "was compared in part"}: ${safeLine(reason)}`,
            style,
          ),
        ),
      ];

function verdict(env: string, drifted: number, checked: number, style: Style): string {
  if (drifted > 0) return `${style.bad("Drifted.")} ${drifted} of ${checked} resources of ${env} are not as declared.`;
  if (checked === 0) return style.warn("Nothing was compared.");
  return `${style.good("In sync.")} ${checked} resources of ${env} are as declared.`;
}
