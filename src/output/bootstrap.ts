import type { BootstrapPlan, Bootstrapped } from "../operations/bootstrap.ts";
import type { Style } from "../ports/io.ts";
import { details } from "./table.ts";

export const bootstrapPlanText = ({ account, region, action, changes, template }: BootstrapPlan, style: Style) =>
  [
    `Preparing account ${style.bold(account)}, ${style.bold(region)} for gworld`,
    `  ${action} stack ${template.name}: ${changes.length} resources (state table, state bucket, keys, roles)`,
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
