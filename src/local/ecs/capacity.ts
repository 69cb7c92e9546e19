import { type JsonObject, list, text } from "../json.ts";
import type { Part } from "../resource.ts";
import type { EcsContext } from "./context.ts";
import { refusals } from "./refusals.ts";
import type { TaskRow } from "./rows.ts";
import { wording } from "./wording.ts";

/** Fargate that has no room, until somebody says otherwise. */
export interface CapacityFault {
  readonly provider: Provider;
  readonly region?: string;
}

const providers = ["FARGATE", "FARGATE_SPOT"] as const;
type Provider = (typeof providers)[number];

/** The vCPUs this account may run at once in a Region: codes of AWS Fargate's quotas. */
const quotas: Readonly<Record<Provider, string>> = { FARGATE: "L-3032A538", FARGATE_SPOT: "L-36FBB829" };

/** What a task wants of Fargate. */
export type Wanted = Pick<TaskRow, "region" | "taskDefinition" | "settings" | "overrides">;

/** Why Fargate has no place for one more task, in the words of ECS's service events; undefined when it has. */
export function placementRefusal(context: EcsContext, wanted: Wanted): string | undefined {
  const provider = providerOf(wanted);
  const full = context.state.capacityFaults
    .values()
    .some((fault) => fault.provider === provider && (fault.region ?? wanted.region) === wanted.region);
  if (full) return wording.placement.unavailable;
  const quota = context.quota("fargate", quotas[provider]);
  if (quota === undefined) return undefined;
  const used = context.state.tasks
    .values()
    .filter((task) => task.lastStatus !== "STOPPED" && task.region === wanted.region && providerOf(task) === provider)
    .reduce((sum, task) => sum + vcpus(context, task), 0);
  return used + vcpus(context, wanted) > quota ? wording.placement.vcpus : undefined;
}

/** Where a strategy names several providers, all tasks here run on its first. */
const providerOf = ({ settings }: Pick<TaskRow, "settings">): Provider =>
  text(list(settings, "capacityProviderStrategy")[0], "capacityProvider") === "FARGATE_SPOT"
    ? "FARGATE_SPOT"
    : "FARGATE";

/** A task's CPU units as vCPUs; `cpu` may also be written as "1 vCPU" (API reference, TaskDefinition). */
function vcpus({ state }: EcsContext, { taskDefinition, overrides }: Wanted): number {
  const cpu = text(overrides, "cpu") ?? text(state.taskDefinitions.get(taskDefinition)?.definition, "cpu") ?? "0";
  const [amount = "0", unit] = cpu.trim().split(/\s+/);
  return unit?.toLowerCase() === "vcpu" ? Number(amount) : Number(amount) / 1024;
}

/**
 * `/_gworld/fargate-capacity`: `unavailable` names the provider that has no room, in one Region or in all; `clear` makes
 * room again. Answers what is full.
 */
export const capacityAdmin = ({ state }: EcsContext): NonNullable<Part["admin"]> => ({
  "fargate-capacity": (input) => {
    if (text(input, "clear") === "true")
      for (const key of state.capacityFaults.keys()) state.capacityFaults.delete(key);
    const unavailable = text(input, "unavailable");
    if (unavailable !== undefined) {
      const provider = providers.find((each) => each === unavailable);
      if (!provider) throw refusals.invalid(`unavailable must be one of ${providers.join(", ")}.`);
      const region = text(input, "region");
      state.capacityFaults.put(`${provider} ${region ?? "*"}`, { provider, ...(region !== undefined && { region }) });
    }
    return { unavailable: state.capacityFaults.values().map((fault): JsonObject => ({ ...fault })) };
  },
});
