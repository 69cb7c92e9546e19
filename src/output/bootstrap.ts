import type { BootstrapPlan, Bootstrapped } from "../operations/bootstrap.ts";
import type { Style } from "../ports/io.ts";
import { planText } from "./plan.ts";
import { details } from "./table.ts";

/** What preparing would do: by numbers where the stack is new, resource by resource with what is at risk where it changes. */
export const bootstrapPlanText = (
  { account, region, action, changes, adopted, template: { name } }: BootstrapPlan,
  style: Style,
) =>
  [
    `Preparing account ${style.bold(account)}, ${style.bold(region)} for gworld`,
    planText(
      { env: "", stacks: [{ name, action: action === "recreate" ? "create" : action, changes: [...changes] }] },
      style,
    ),
    ...(adopted.length === 0 ? [] : [`Taken over, with all that is in it: ${adopted.join(", ")}`]),
  ].join("\n");

export const bootstrappedText = ({ account, region, version, bucket, table, result }: Bootstrapped, style: Style) =>
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
  ].join("\n");
