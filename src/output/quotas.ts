import type { Headroom } from "../model/quotas/headroom.ts";
import type { EnvironmentQuotas } from "../operations/quotas.ts";
import type { Style } from "../ports/io.ts";
import { flow } from "./flow.ts";
import { safeLine } from "./safe-text.ts";
import { table, type Column } from "./table.ts";

const columns: readonly Column<Headroom>[] = [
  { title: "SERVICE", text: ({ service }) => service },
  { title: "QUOTA", text: ({ quota }, style) => style.bold(quota) },
  { title: "NEEDED", text: ({ needed }) => amount(needed), align: "right" },
  { title: "AT MOST", text: ({ peak }) => peak && amount(peak), align: "right" },
  { title: "LIMIT", text: ({ limit }) => amount(limit), align: "right" },
  { title: "FROM", text: ({ from, code }) => (from === "account" ? code : "default") },
  { title: "", text: ({ state }, style) => marks[state](style) },
];

const marks: Readonly<Record<Headroom["state"], (style: Style) => string>> = {
  ok: (style) => style.good("ok"),
  close: (style) => style.warn("close"),
  exceeded: (style) => style.bad("exceeded"),
};

/** Needs against limits, and the way out where one is exceeded. */
export function quotasText({ env, region, quotas, note, asOf }: EnvironmentQuotas, style: Style): string {
  const { width } = style;
  const paragraph = (text: string) => flow(text.split(" "), { width, indent: 2 });
  const over = quotas.filter(({ state }) => state === "exceeded");
  const peaks = quotas.filter(({ state, peak = 0, limit }) => state === "close" && peak > limit);
  const sentence =
    over.length === 0
      ? peaks.length === 0
        ? style.good(`${env} fits into the quotas of ${region}.`)
        : style.warn(`${env} fits into the quotas of ${region} as it starts, and not at its most.`)
      : style.bad(`${env} needs more than ${region} allows: ${over.map(named).join(", ")}.`);
  return [
    table(quotas, columns, style),
    "",
    sentence,
    ...peaks.map((row) =>
      style.warn(paragraph(`${named(row)}: not enough to replace all tasks while every service runs its most.`)),
    ),
    ...[...over, ...peaks].flatMap((row) => request(row).map((command) => `  ${command}`)),
    ...(note === undefined ? [] : [style.warn(paragraph(safeLine(note)))]),
    style.dim(paragraph(`What the account already holds is not counted. Defaults are AWS's of ${asOf}.`)),
  ].join("\n");
}

/** One quota that a deployment would exceed, for a warning. */
export const exceededText = (row: Headroom) =>
  [
    `${row.quota} (${row.service}): ${amount(row.needed)} needed, ${amount(row.limit)} allowed in ${row.region}. ${row.during === "rollout" ? "Old and new tasks run side by side for a while, for which there is no place." : "Creating them will fail."}`,
    ...request(row),
  ].join(" Ask for more: ");

const named = ({ quota, needed, peak }: Headroom) =>
  `${quota} (${amount(needed)}${peak === undefined ? "" : ` to ${amount(peak)}`})`;

const request = ({ service, code, region, needed, peak = needed }: Headroom): readonly string[] =>
  code === undefined
    ? []
    : [
        `aws service-quotas request-service-quota-increase --region ${region} --service-code ${service} --quota-code ${code} --desired-value ${Math.ceil(peak)}`,
      ];

const amount = (value: number) => value.toLocaleString("en-US", { maximumFractionDigits: 2 });
