import type { EnvironmentConfig } from "../model/environment.ts";
import type { CostLine } from "../model/cost/estimate.ts";
import type { CostChange } from "../model/cost/change.ts";
import type { EnvironmentCost, EnvironmentCostChange, LineChange } from "../operations/cost.ts";
import type { Style } from "../ports/io.ts";
import { flow } from "./flow.ts";
import { safeLine } from "./safe-text.ts";
import { table, type Column } from "./table.ts";

interface Row extends Partial<CostLine> {
  readonly stack: string;
  readonly total: number;
}

const columns: readonly Column<Row>[] = [
  { title: "STACK", text: ({ stack }, style) => style.bold(stack) },
  { title: "WHAT", text: ({ kind }) => kind },
  { title: "QUANTITY", text: ({ quantity }) => quantity && amount(quantity), align: "right" },
  { title: "UNIT", text: ({ unit }) => unit },
  { title: "PRICE", text: ({ price }) => price && String(price), align: "right" },
  {
    title: "A MONTH",
    text: ({ kind, total }, style) => (kind ? money(total) : style.bold(money(total))),
    align: "right",
  },
];

/** The estimate line by line, what it rests on and what it leaves out. */
export function costText(cost: EnvironmentCost, style: Style): string {
  const rows = cost.stacks.flatMap(({ name, total, lines }): Row[] => [
    { stack: name, total },
    ...lines.map((line) => ({ ...line, stack: "" })),
  ]);
  return [
    table(rows, columns, style),
    "",
    `${style.bold(`${cost.env}: about ${money(cost.total)} a month on AWS`)}, every service at its fewest tasks; ${money(cost.atMaximum)} at its most.`,
    ...basis(cost, style),
  ].join("\n");
}

const changeColumns: readonly Column<LineChange>[] = [
  { title: "STACK", text: ({ stack }, style) => style.bold(stack) },
  { title: "WHAT", text: ({ kind }) => kind },
  { title: "BEFORE", text: ({ before }) => money(before), align: "right" },
  { title: "AFTER", text: ({ after }) => money(after), align: "right" },
  { title: "CHANGE", text: ({ before, after }, style) => signed(after - before, style), align: "right" },
];

/** What deploying would change of the cost. */
export function costChangeText(cost: EnvironmentCostChange, style: Style): string {
  const { env, changes, deployed, total, delta } = cost;
  const sentence = `${style.bold(`${env}: ${money(deployed)} a month as deployed, ${money(total)} as configured`)} (${signed(delta, style)}).`;
  const lines = changes.length === 0 ? [] : [table(changes, changeColumns, style), ""];
  return [...lines, sentence, ...basis(cost, style)].join("\n");
}

/** A plan's cost in one line. */
export const costChangeLine = ({ after, delta, asOf }: CostChange, style: Style) =>
  delta === 0
    ? style.dim(`Cost: about ${money(after)} a month, as before (list prices of ${asOf})`)
    : `Cost: about ${money(after)} a month, ${signed(delta, style)} (list prices of ${asOf})`;

function basis({ asOf, pricedIn, region, assumed, unpriced, notIncluded }: EnvironmentCost, style: Style): string[] {
  const { width } = style;
  const paragraph = (text: string) => flow(text.split(" "), { width, indent: 2 });
  return [
    paragraph(`List prices of ${pricedIn} as of ${asOf}, 730 hours, without free tiers.`),
    ...(region === pricedIn
      ? []
      : [
          style.warn(
            paragraph(`${region} is estimated at ${pricedIn}'s prices: its own are not known here, and differ.`),
          ),
        ]),
    paragraph(`Assumed a month (usage in gworld.yaml): ${assumptions(assumed)}.`),
    ...unpriced.map(({ stack, logicalId, reason }) =>
      style.warn(paragraph(`Not priced: ${stack} ${safeLine(logicalId)}: ${safeLine(reason)}.`)),
    ),
    style.dim(paragraph(`Not included: ${notIncluded.join("; ")}.`)),
  ];
}

const assumptions = (usage: EnvironmentConfig["usage"]) =>
  [
    `${usage.requests} million REST requests`,
    `${usage.messages} million WebSocket messages and ${usage.connectionMinutes} million connection minutes`,
    `${usage.tableWrites} million table writes and ${usage.tableReads} million reads, ${usage.tableGb} GB kept`,
    `${usage.natGb} GB through NAT and ${usage.endpointGb} GB through endpoints`,
    `${usage.balancerUnits} LCU`,
    `${usage.logGb} GB of logs and ${usage.flowLogGb} GB of flow logs`,
    `${usage.keyRequests} million KMS requests`,
    `${usage.bucketGb} GB in buckets, ${usage.imageGb} GB of images`,
  ].join(", ");

const money = (dollars: number) =>
  `$${dollars.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;

const amount = (value: number) => value.toLocaleString("en-US", { maximumFractionDigits: 2 });

function signed(delta: number, style: Style): string {
  const text = `${delta < 0 ? "-" : "+"}${money(Math.abs(delta))}`;
  return delta > 0 ? style.warn(text) : style.good(text);
}
