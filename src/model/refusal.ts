import { GworldError } from "./error.ts";
import type { PlannedChange } from "./plan.ts";

/** Refuses changes that lose data, unless each is named. The last guard before CloudFormation acts. */
export function refuseDataLoss(
  stacks: readonly { readonly name: string; readonly changes: readonly PlannedChange[] }[],
  allowed: readonly string[],
): void {
  const lost = stacks.flatMap(({ name, changes }) =>
    changes
      .filter((change) => isLoss(change) && !allowed.includes(change.logicalId))
      .map((change) => ({ name, ...change })),
  );
  if (lost.length === 0) return;
  const texts = lost.map(
    ({ name, logicalId, type, because }) => `${name}: ${logicalId} (${type}): ${because.join("; ")}`,
  );
  const ids = [...new Set(lost.map(({ logicalId }) => logicalId))].join(" ");
  throw new GworldError("refused", `This would lose data.\n${texts.map((text) => `  ${text}`).join("\n")}`, {
    hint: `Change the configuration back, or take a snapshot first and then add: --allow-replace ${ids}`,
  });
}

/** What is replaced loses its data to the environment even where the old one is kept. */
const isLoss = ({ risk, action, replacement }: PlannedChange) =>
  risk === "data-loss" || (risk === "data-left-behind" && action === "Modify" && replacement === "True");
