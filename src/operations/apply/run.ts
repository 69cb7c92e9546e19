import type { StackPart } from "../../model/graph.ts";
import type { ReportOperation } from "../../model/operation-events.ts";
import type { DeployPlan, StackPlan } from "../../model/plan.ts";
import type { Connection } from "../../ports/connection.ts";
import type { StackEnd } from "../applied.ts";
import type { Adopt } from "../import/adopt.ts";
import type { Follow } from "../follow.ts";
import type { StackGuard } from "../guard-stack.ts";
import type { Undertaking } from "../journal.ts";
import type { PlaceTemplate } from "../place-template.ts";
import type { RemoveStack } from "../remove-stack.ts";

export interface ApplyPorts extends Pick<Connection, "stacks" | "clock"> {
  readonly place: PlaceTemplate;
  readonly follow: Follow;
  readonly adopt: Adopt;
  readonly remove: RemoveStack;
  readonly report: ReportOperation;
  /** True once no further stack is to be begun. */
  readonly isStopped: () => boolean;
  /** Asks about changes that go beyond the approved plan. */
  readonly approve: (beyond: StackPlan) => Promise<boolean>;
  readonly allowReplace: readonly string[];
  /** What fails stays as it is, for a look. */
  readonly noRollback: boolean;
  /** Writes down what CloudFormation is about to be asked for. */
  readonly begins: Undertaking["begins"];
  readonly guard: StackGuard;
  /** The command that goes on where this one stopped. */
  readonly again: string;
}

/** A plan that is being carried out. */
export interface Run {
  readonly ports: ApplyPorts;
  readonly plan: DeployPlan;
  readonly outputs: Partial<Record<StackPart, Readonly<Record<string, string>>>>;
  readonly ends: Map<string, StackEnd>;
  readonly detached: string[];
  /** What became of stacks whose operation was called off, in words. */
  readonly calledOff: string[];
  /** Operations that have succeeded and still clean up. */
  readonly tails: Promise<void>[];
  /** Failures after stacks downstream were let go. */
  readonly late: unknown[];
  /** Change sets that nobody has executed. */
  readonly open: Map<string, string>;
  asking: Promise<unknown>;
}
