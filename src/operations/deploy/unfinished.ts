import { GworldError } from "../../model/error.ts";
import type { DeployPlan } from "../../model/plan.ts";
import { standing } from "../../model/stack-status.ts";
import { unverified } from "../../model/unverified.ts";
import type { Applied } from "../applied.ts";
import type { LockedSteps } from "../deploy.ts";
import type { Adopted } from "../settle.ts";
import { adoptedEnds } from "./ends.ts";

/** What CloudFormation calls done and ECS does not. A stack that failed has told its own cause. */
export async function unfinished(
  steps: Pick<LockedSteps, "rollouts" | "verify">,
  plan: DeployPlan,
  { stacks, adopted }: Pick<Applied, "stacks"> & { readonly adopted: readonly Adopted[] },
): Promise<readonly GworldError[]> {
  const done = new Set(
    [...stacks, ...adoptedEnds(adopted)].flatMap(({ name, action, status }) =>
      action !== "unchanged" && standing(status).phase === "succeeded" ? [name] : [],
    ),
  );
  const { environment } = plan;
  try {
    const expected = await Promise.all(
      plan.stacks
        .filter(({ name, template }) => done.has(name) && template.body.includes("AWS::ECS::Service"))
        .map(({ name, region, template }) => steps.rollouts(template.body, name, region)),
    );
    return await steps.verify(expected.flat());
  } catch (error) {
    if (error instanceof GworldError) return [unverified(environment, "their services", error)];
    throw error;
  }
}
