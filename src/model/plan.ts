import type { StackTemplate } from "./assembly.ts";
import type { Backend } from "./bootstrapped.ts";
import type { CostChange } from "./cost/change.ts";
import type { Forecast } from "./forecast/forecast.ts";
import type { StackPart } from "./graph.ts";
import type { AdoptedStack } from "./import/adopt.ts";
import type { LiveWorlds } from "./live-worlds.ts";
import type { PropertyValue } from "./property-values.ts";

/** One resource in a change set, as CloudFormation says it. */
export interface ResourceChange {
  /** Add, Modify, Remove, Import or Dynamic. */
  readonly action: string;
  readonly logicalId: string;
  readonly physicalId?: string | undefined;
  readonly type: string;
  readonly replacement: "True" | "False" | "Conditional";
  /** Property paths that change, such as `Properties.Cpu`. */
  readonly properties: readonly string[];
  /** What they were and are to be, as far as it is known. */
  readonly values?: readonly PropertyValue[] | undefined;
}

/**
 * Why a change deserves a second look. data-loss: what it holds is gone afterwards. data-left-behind: it stays in the
 * account, outside the stack. data-in-doubt: CloudFormation decides about a replacement while it deploys.
 */
export type Risk = "data-loss" | "data-left-behind" | "data-in-doubt" | "security-broadening";

export interface PlannedChange extends ResourceChange {
  readonly risk?: Risk | undefined;
  /** What exactly is at risk, in words. */
  readonly because: readonly string[];
}

export type StackAction = "create" | "recreate" | "update" | "unchanged";

/** What deploying does to one stack. */
export interface StackPlan {
  readonly part: StackPart;
  readonly name: string;
  readonly region: string;
  readonly action: StackAction;
  readonly changes: readonly PlannedChange[];
  /** What else a person should know before approving. */
  readonly notes: readonly string[];
  readonly template: StackTemplate;
  /** The template of the deployed stack where it differs; null where there is no stack. */
  readonly deployed?: string | null | undefined;
  /** Its status now; empty when there is no such stack. */
  readonly status: string;
  /** The deployed stack; absent when there is none. */
  readonly stackId?: string | undefined;
  /** When it was updated last, in milliseconds since the epoch. */
  readonly updatedAt?: number | undefined;
  /** The parameters the changes were worked out with; those that come from stacks upstream may change until it starts. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Parameters that keep their deployed value, such as a released image. */
  readonly kept: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** Set where CloudFormation has worked the changes out already. */
  readonly changeSetId?: string | undefined;
  /** Termination protection is to be switched on. */
  readonly protect: boolean;
  /** What a stack that is to be made takes over; absent where there is nothing. */
  readonly adopted?: AdoptedStack | undefined;
  /** True where CloudFormation is to take over what has a name of the template's already. */
  readonly adoptsByName?: boolean | undefined;
  /** The stack policy is to be set again: what is deployed differs. */
  readonly policy: boolean;
}

/** All that deploying an environment would do. `diff` prints it; `deploy` shows it, asks and applies it. */
export interface DeployPlan {
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  /** Names this plan's change sets and requests. */
  readonly id: string;
  readonly stacks: readonly StackPlan[];
  /** Outputs of what is deployed now, for stacks that the plan does not touch. */
  readonly outputs: Readonly<Partial<Record<StackPart, Readonly<Record<string, string>>>>>;
  readonly backend: Backend;
  /** The gworld that the backend needs, where it says so. */
  readonly needs?: string | undefined;
  /** Of the stacks of the plan. */
  readonly cost?: CostChange | undefined;
  /** Who lives in what the plan changes, where that is noticed. */
  readonly worlds?: LiveWorlds | undefined;
  /** How long it will take; absent where nothing changes. */
  readonly forecast?: Forecast | undefined;
}

/** True where deploying does anything to the stack, be it only to set what guards it. */
export const isTouched = ({ action, protect, policy }: Pick<StackPlan, "action" | "protect" | "policy">) =>
  action !== "unchanged" || protect || policy;

export const hasChanges = (plan: DeployPlan) => plan.stacks.some(isTouched);

/** A plan as `--json` shows it. A stack that is made anew is a creation with a note. */
export const planReport = ({
  environment,
  stacks,
  cost,
  worlds,
  forecast,
}: Pick<DeployPlan, "environment" | "stacks" | "cost" | "worlds" | "forecast">) => ({
  env: environment,
  stacks: stacks.map((stack) => ({
    name: stack.name,
    action: reportedAction(stack),
    changes: stack.changes.map(reportedChange),
    ...(stack.notes.length > 0 && { notes: stack.notes }),
  })),
  ...(cost !== undefined && { cost }),
  ...(worlds !== undefined && { worlds }),
  ...(forecast !== undefined && { forecast }),
});

const reportedChange = ({
  action,
  logicalId,
  type,
  replacement,
  properties,
  values,
  risk,
  because,
}: PlannedChange) => ({
  action,
  logicalId,
  type,
  replacement,
  ...(properties.length > 0 && { properties }),
  ...(values !== undefined && values.length > 0 && { values }),
  ...(risk !== undefined && { risk, because }),
});

const reportedAction = (stack: Pick<StackPlan, "action" | "protect" | "policy">) => {
  if (stack.action === "recreate") return "create";
  return stack.action === "unchanged" && isTouched(stack) ? "update" : stack.action;
};

export type PlanReport = ReturnType<typeof planReport>;
