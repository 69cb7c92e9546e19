import { GworldError } from "./error.ts";
import type { PlannedChange, StackPlan } from "./plan.ts";

/** Refuses changes that lose data, unless each is named; `otherwise` is the hint where none can be. The last guard before CloudFormation acts. */
export function refuseDataLoss(
  stacks: readonly Pick<StackPlan, "name" | "changes" | "changeSetId">[],
  allowed: readonly string[],
  otherwise?: string,
): void {
  const lost = stacks.flatMap(({ name, changes, changeSetId }) =>
    changes
      .filter(
        (change) =>
          (isLoss(change) || (changeSetId !== undefined && isDoubtful(change))) && !allowed.includes(change.logicalId),
      )
      .map((change) => ({ name, ...change })),
  );
  if (lost.length === 0) return;
  const texts = lost.map(
    ({ name, logicalId, type, because }) => `${name}: ${logicalId} (${type}): ${because.join("; ")}`,
  );
  const ids = [...new Set(lost.map(({ logicalId }) => logicalId))].join(" ");
  const sure = lost.some(isLoss);
  throw new GworldError(
    "refused",
    `This ${sure ? "would" : "may"} lose data.\n${texts.map((text) => `  ${text}`).join("\n")}`,
    {
      hint: otherwise ?? `Change the configuration back, or save what you need and then add: --allow-replace ${ids}`,
    },
  );
}

/**
 * Refuses replacements where a failed update is not to be rolled back: CloudFormation does not know how.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-failure-options.html
 */
export function refuseReplacement(stacks: readonly Pick<StackPlan, "name" | "action" | "changes">[]): void {
  const replaced = stacks
    .filter(({ action }) => action === "update")
    .flatMap(({ name, changes }) =>
      changes.filter(({ replacement }) => replacement === "True").map(({ logicalId }) => `${name}: ${logicalId}`),
    );
  if (replaced.length === 0) return;
  throw new GworldError("refused", `Without a rollback CloudFormation replaces nothing: ${replaced.join("; ")}.`, {
    hint: "Leave --no-rollback out, or deploy the other stacks first: --stack <name>",
  });
}

/** What is replaced loses its data to the environment even where the old one is kept. */
const isLoss = ({ risk, action, replacement }: PlannedChange) =>
  risk === "data-loss" || (risk === "data-left-behind" && action === "Modify" && replacement === "True");

/** CloudFormation itself cannot say; where it was not asked yet, it is before anything is executed. */
const isDoubtful = ({ risk }: PlannedChange) => risk === "data-in-doubt";
