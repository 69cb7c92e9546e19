import { canonical } from "../model/json.ts";

export interface Planning<P> {
  readonly again: () => Promise<P>;
  /** What a person approved of it. */
  readonly facts: (plan: P) => unknown;
  readonly approve: (plan: P) => Promise<boolean>;
  readonly warn: (text: string) => void;
  readonly environment: string;
}

/**
 * The plan to carry out under the lock: the approved one while nobody else has changed the environment since, else a new one,
 * which is asked about where it differs. Undefined where that was not approved.
 */
export async function freshPlan<P>(undisturbed: boolean, plan: P, planning: Planning<P>): Promise<P | undefined> {
  if (undisturbed) return plan;
  const { again, facts, approve, warn, environment } = planning;
  warn(`somebody else has changed ${environment} meanwhile: it is planned anew`);
  const current = await again();
  const isSame = canonical(facts(plan)) === canonical(facts(current));
  return isSame || (await approve(current)) ? current : undefined;
}
export type FreshPlan = typeof freshPlan;
