import { failedAs } from "../../model/aws-error.ts";
import { GworldError, wordsOf } from "../../model/error.ts";
import type { Deadline } from "../../model/deadline.ts";
import type { ReportOperation } from "../../model/operation-events.ts";
import { stallWatch } from "../../model/stall.ts";
import type { Connection } from "../../ports/connection.ts";
import type { Service } from "../../ports/services.ts";
import { noting } from "./noting.ts";

/** What acts on a service that comes no further, as long as its environment may be changed. */
export interface GiveUpPorts extends Pick<Connection, "config" | "stacks" | "services" | "clock"> {
  readonly report: ReportOperation;
  readonly deadline: Deadline;
  /** The command that deploys again. */
  readonly again: string;
}

/** Takes what tells why a service comes no further: ending it takes the tasks away, and those without a place never failed. */
type Collect = (service: Service) => Promise<void>;

export interface GivingUp {
  /** Looks at a service that a stack is changing; what has come no further for the deadline is ended, once. */
  readonly look: (service: Service, stackId: string) => Promise<void>;
  readonly errors: () => readonly GworldError[];
}

/**
 * Without it CloudFormation waits three hours for a service to become steady. An update is taken back; a stack that is new can
 * only be deleted, or finished: its service is scaled to 0, which is steady.
 */
export function givingUp(ports: GiveUpPorts, collect: Collect): GivingUp {
  const stalled = stallWatch(ports.deadline.ms);
  /** Given up, or about to be: looks overlap. */
  const done = new Set<string>();
  const errors: GworldError[] = [];
  const note = noting(ports);
  const giveUp = async (service: Service, stackId: string) => {
    try {
      const error = await end({ ...ports, collect }, service, stackId);
      if (error === undefined) return false;
      errors.push(error);
      note(error.message);
      return true;
    } catch (error) {
      note(`${service.name} cannot be given up: ${wordsOf(error)}`);
      return failedAs(error, "denied");
    }
  };
  return {
    async look(service, stackId) {
      if (done.has(service.name) || !stalled(service, ports.clock.now())) return;
      done.add(service.name);
      // What did not succeed, or could not be done in the stack's status, is tried again at the next look.
      if (!(await giveUp(service, stackId))) done.delete(service.name);
    },
    errors: () => errors,
  };
}

async function end(
  ports: GiveUpPorts & { readonly collect: Collect },
  service: Service,
  stackId: string,
): Promise<GworldError | undefined> {
  const [, , , region = ports.config.region] = stackId.split(":");
  const stacks = ports.stacks(region);
  const stack = await stacks.describe(stackId);
  if (stack?.status !== "UPDATE_IN_PROGRESS" && stack?.status !== "CREATE_IN_PROGRESS") return undefined;
  await ports.collect(service);
  if (stack.status === "UPDATE_IN_PROGRESS") {
    await stacks.cancelUpdate(stackId, `gw-stalled-${ports.clock.now().toString(36)}-${service.name}`);
    return gaveUp(ports, service, `the update of ${stack.name} is taken back`);
  }
  await ports.services.setDesiredCount(service.name, 0);
  return gaveUp(ports, service, `it is scaled to 0, so that CloudFormation can finish ${stack.name}`, [
    `and let it run: gworld scale ${service.name} --count ${service.desiredCount} --env ${ports.config.name}`,
  ]);
}

const gaveUp = (
  { deadline, again }: GiveUpPorts,
  { name, runningCount, desiredCount }: Service,
  what: string,
  further: readonly string[] = [],
) =>
  new GworldError(
    "failed",
    `${name} has come no further for ${deadline.text} (${runningCount} of ${desiredCount} tasks run): ${what}.`,
    {
      hint: [
        `Correct the cause, then run again: ${again}`,
        ...further,
        `A service that only takes longer wants more time: ${again} --service-deadline 1h`,
      ].join("\n"),
    },
  );
