import { isFailed, type Check } from "../../model/check.ts";
import { GworldError } from "../../model/error.ts";
import { isInterruption } from "../../model/lost-lock.ts";
import type { DeployPlan } from "../../model/plan.ts";
import { standing } from "../../model/stack-status.ts";
import { failedChecks, unverified } from "../../model/unverified.ts";
import type { Applied } from "../applied.ts";
import type { LockedSteps } from "../deploy.ts";
import type { Adopted } from "../settle.ts";
import { adoptedEnds } from "./ends.ts";

interface Deployed extends Pick<Applied, "stacks" | "errors"> {
  readonly adopted: readonly Adopted[];
  readonly started: number;
  readonly stopped: boolean;
  readonly signal: AbortSignal;
}

/** What has just been deployed may take a while until targets are healthy and addresses answer, in milliseconds. */
const patienceMs = 3 * 60_000;

/**
 * Holds what CloudFormation calls done to what it must be: first the rollouts, to their end, and where nothing has failed
 * every check of `gworld verify`.
 */
export async function verified(
  steps: Pick<LockedSteps, "rollouts" | "verify" | "check">,
  plan: DeployPlan,
  deployed: Deployed,
): Promise<{ readonly errors: readonly unknown[]; readonly checks: readonly Check[] }> {
  if (deployed.stopped) return { errors: deployed.errors, checks: [] };
  const { environment } = plan;
  try {
    const errors = [...deployed.errors, ...(await unfinished(steps, plan, deployed))];
    if (errors.length > 0) return { errors, checks: [] };
    const checks = await steps.check(deployed.started, patienceMs);
    if (!checks.some(isFailed)) return { errors, checks };
    return { errors: [deployed.signal.aborted ? cutOff(environment) : failedChecks(environment, checks)], checks };
  } catch (error) {
    if (!(error instanceof GworldError) || isInterruption(error)) throw error;
    // What has failed already is the news; that the rest is as it should be nobody has said.
    if (deployed.errors.length > 0) return { errors: deployed.errors, checks: [] };
    return { errors: [...deployed.errors, unverified(environment, "whether they work", error)], checks: [] };
  }
}

const cutOff = (environment: string) =>
  new GworldError("interrupted", "The checks were not watched to their end.", {
    hint: `Look again: gworld verify --env ${environment}`,
  });

/** What CloudFormation calls done and ECS does not. A stack that failed has told its own cause. */
async function unfinished(
  steps: Pick<LockedSteps, "rollouts" | "verify">,
  plan: DeployPlan,
  { stacks, adopted }: Deployed,
): Promise<readonly GworldError[]> {
  const done = new Set(
    [...stacks, ...adoptedEnds(adopted)].flatMap(({ name, action, status }) =>
      action !== "unchanged" && standing(status).phase === "succeeded" ? [name] : [],
    ),
  );
  const expected = await Promise.all(
    plan.stacks
      .filter(({ name, template }) => done.has(name) && template.body.includes("AWS::ECS::Service"))
      .map(({ name, region, template }) => steps.rollouts(template.body, name, region)),
  );
  return steps.verify(expected.flat());
}
