import type { DeployPlan } from "../model/plan.ts";

/** How one stack of a plan ended. */
export interface StackEnd {
  readonly name: string;
  readonly action: "create" | "update" | "unchanged";
  readonly status: string;
  readonly seconds: number;
}

/** What became of a plan. */
export interface Applied {
  /** In the plan's order; stacks that were never started are not among them. */
  readonly stacks: readonly StackEnd[];
  readonly outputs: DeployPlan["outputs"];
  readonly errors: readonly unknown[];
  /** Stacks whose operation was left going on. */
  readonly detached: readonly string[];
  /** What became of stacks whose operation was called off, in words. */
  readonly calledOff: readonly string[];
}
