import { rejectedAs } from "../model/aws-error.ts";
import { GworldError } from "../model/error.ts";
import { canonical } from "../model/json.ts";
import type { DeployPlan, StackPlan } from "../model/plan.ts";
import { foreignReasons, parseSavedPlan, savedPlan, staleReasons, type SavedPlan } from "../model/saved-plan.ts";
import type { Connection } from "../ports/connection.ts";
import type { Synth } from "../ports/synth.ts";

export interface SavePorts extends Pick<Connection, "config" | "local" | "endpoint" | "state"> {
  readonly synth: Pick<Synth, "digest">;
  readonly version: string;
}

/** A plan bound to the place, the sources and the state of the environment it was made for. */
export async function bindPlan(ports: SavePorts, plan: DeployPlan, only: readonly string[]): Promise<SavedPlan> {
  const { config, local, endpoint = null, state, synth, version: tool } = ports;
  const latest = await state.latest(config.name).catch((error: unknown) => {
    if (rejectedAs(error, "ResourceNotFoundException")) return undefined;
    throw error;
  });
  const binding = {
    // The local cloud of this machine comes back at another port.
    endpoint: local ? "local" : endpoint,
    revision: latest?.revision ?? null,
    config: synth.digest(canonical(config)),
    only,
    tool,
  };
  return savedPlan(plan, binding, (text) => synth.digest(text));
}

/** What was approved beforehand. */
export interface Approved {
  readonly only: readonly string[];
  /** Throws `refused` where the plan is of another place or other sources. */
  readonly bound: (plan: DeployPlan) => Promise<void>;
  /** Throws `refused` where the plan is another one by now. */
  readonly same: (plan: DeployPlan) => Promise<void>;
  /** Throws `refused`: what a stack would change beyond the plan was never approved. */
  readonly refuseBeyond: (more: StackPlan) => void;
}

/** Opens a saved plan. Throws `usage` for what is none, `refused` for one that was changed. */
export function openPlan(ports: SavePorts, file: string, content: string): Approved {
  const saved = parseSavedPlan(file, content, (text) => ports.synth.digest(text));
  const refuse = (what: string, reasons: readonly string[]) => {
    if (reasons.length === 0) return;
    throw new GworldError("refused", `${file} ${what}:\n${reasons.map((reason) => `  ${reason}`).join("\n")}`, {
      hint: `Plan again, and have that approved: gworld diff --env ${ports.config.name} --out ${file}`,
    });
  };
  return {
    only: saved.only,
    bound: async (plan) =>
      refuse("is not a plan for this", foreignReasons(saved, await bindPlan(ports, plan, saved.only))),
    same: async (plan) => refuse("is stale", staleReasons(saved, await bindPlan(ports, plan, saved.only))),
    refuseBeyond: ({ name, changes }) =>
      refuse(
        `does not say all that new inputs of ${name} would change`,
        changes.map(({ action, logicalId, type }) => `${action} ${logicalId} (${type})`),
      ),
  };
}
