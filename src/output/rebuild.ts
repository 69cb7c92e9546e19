import type { Rebuilt, RebuildPlan } from "../operations/rebuild.ts";
import type { Style } from "../ports/io.ts";
import { stackCount } from "./plan.ts";
import { safeLine } from "./safe-text.ts";

/** What would be written, and why. */
export const rebuildPlanText = ({ environment, stacks, why = "" }: RebuildPlan, style: Style) =>
  [
    `Rebuilding the state of ${style.bold(environment)}: ${safeLine(why)}.`,
    ...stacks.map(
      ({ name, template }) => `  ${safeLine(name)}  template ${safeLine(template.digest || "of another tool")}`,
    ),
    "A new revision says what CloudFormation has. No stack is changed; who deployed it stays unknown.",
  ].join("\n");

export const rebuiltText = ({ env, result, revision, stacks }: Rebuilt, style: Style) =>
  result === "unchanged"
    ? `${style.good("Unchanged.")} What is known of ${env} is what CloudFormation has; ${stackCount(stacks)}.`
    : `${style.good("Rebuilt")} the state of ${style.bold(env)}: revision ${revision}, ${stackCount(stacks)}.\n${style.dim(`gworld history ${revision} --env ${env}`)}`;
