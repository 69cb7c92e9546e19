import type { BootstrapPlan, Bootstrapped } from "../operations/bootstrap.ts";
import type { Style } from "../ports/io.ts";
import { planText } from "./plan.ts";
import { safeLine } from "./safe-text.ts";
import { details } from "./table.ts";

/** What preparing would do: by numbers where the stack is new, resource by resource with what is at risk where it changes. */
export const bootstrapPlanText = (
  { account, region, action, changes, adopted, faulty, template: { name } }: BootstrapPlan,
  style: Style,
) =>
  [
    `Preparing account ${style.bold(account)}, ${style.bold(region)} for gworld`,
    ...(action === "unchanged"
      ? []
      : [
          planText(
            { env: "", stacks: [{ name, action: action === "recreate" ? "create" : action, changes: [...changes] }] },
            style,
          ),
        ]),
    ...(adopted.length === 0 ? [] : [`Taken over, with all that is in it: ${adopted.join(", ")}`]),
    ...faulty
      .filter(({ faults }) => faults.length > 0)
      .map(({ bucket, faults }) => `Put right: ${bucket} ${faults.join(", ")}`),
    ...unseenLines(faulty, style),
  ].join("\n");

export const bootstrappedText = (
  { account, region, version, bucket, table, result, corrected = [], unseen = [] }: Bootstrapped,
  style: Style,
) =>
  [
    style.good(result === "unchanged" ? "Already prepared." : `State backend ${result}.`),
    details(
      [
        ["account", account],
        ["region", region],
        ["version", String(version)],
        ["bucket", bucket],
        ["table", table],
      ],
      style,
    ),
    ...corrected.map((name) => `Put right: ${name} is versioned, encrypted and private again.`),
    ...unseenLines(unseen, style),
  ].join("\n");

const unseenLines = (buckets: NonNullable<Bootstrapped["unseen"]>, style: Style) =>
  buckets.flatMap(({ bucket, unseen }) =>
    unseen === undefined ? [] : [style.warn(`! How ${bucket} is kept cannot be seen: ${safeLine(unseen)}`)],
  );
