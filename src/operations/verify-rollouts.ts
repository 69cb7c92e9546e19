import { failedAs } from "../model/aws-error.ts";
import { GworldError } from "../model/error.ts";
import { serviceEvent, type ReportOperation } from "../model/operation-events.ts";
import {
  inDoubt,
  isExpected,
  nameIn,
  rolloutOf,
  whoChanged,
  withNewest,
  type ExpectedRollout,
} from "../model/rollout.ts";
import { unverified } from "../model/unverified.ts";
import type { Clock } from "../ports/clock.ts";
import type { Service, Services } from "../ports/services.ts";

export interface RolloutPorts {
  readonly services: Services;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly environment: string;
  readonly report: ReportOperation;
}

const pauseMs = 2_000;
const deadlineMs = 15 * 60_000;

/**
 * Waits until every service has rolled out its own task definition and says which have not, and why. What cannot be seen is
 * `unverified`, what the signal cut off `interrupted`; neither counts as good.
 */
export async function verifyRollouts(
  ports: RolloutPorts,
  expected: readonly ExpectedRollout[],
): Promise<readonly GworldError[]> {
  const { clock, signal } = ports;
  const until = clock.now() + deadlineMs;
  while (expected.length > 0) {
    const late = clock.now() >= until;
    const seen = await look(ports, late);
    if (seen === "unsupported") return [];
    if (seen instanceof GworldError) return [unverified(ports.environment, `the rollouts of ${names(expected)}`, seen)];
    const rollouts = seen === "again" ? [] : expected.map((one) => rolloutOf(one, seen));
    if (seen !== "again" && (late || rollouts.every(({ state }) => state !== "going"))) {
      for (const service of seen.filter((one) => expected.some((ours) => isExpected(one, ours))))
        ports.report(serviceEvent(service, clock.now()));
      const newest = await ports.services.newestDeployments(inDoubt(expected, seen));
      return judge(ports, expected, withNewest(seen, newest));
    }
    if (signal.aborted) return [cutOff(ports, expected)];
    await clock.wait(pauseMs, signal);
  }
  return [];
}

/** What somebody else has deployed meanwhile is told, and is no failure of this deployment. */
function judge(
  ports: RolloutPorts,
  expected: readonly ExpectedRollout[],
  running: readonly Service[],
): readonly GworldError[] {
  return expected.flatMap((one) => {
    const { state, text } = rolloutOf(one, running);
    if (state === "good") return [];
    if (state !== "superseded") return [failed(ports, text)];
    const arn = running.find((service) => isExpected(service, one))?.arn ?? one.service;
    ports.report({ kind: "note", at: ports.clock.now(), text: `${text}; who: ${whoChanged(arn)}` });
    return [];
  });
}

/** "again" where the same look may succeed later; an endpoint without ECS has nothing to be verified. */
async function look(
  { services, clock, report }: RolloutPorts,
  late: boolean,
): Promise<readonly Service[] | "again" | "unsupported" | GworldError> {
  try {
    return await services.list();
  } catch (error) {
    if (!(error instanceof GworldError)) throw error;
    const passing = failedAs(error, "throttled") || failedAs(error, "unreachable");
    if (passing && !late) return "again";
    if (!failedAs(error, "unsupported")) return error;
    report({ kind: "note", at: clock.now(), text: `rollouts cannot be checked: ${error.message}` });
    return "unsupported";
  }
}

const failed = ({ environment }: RolloutPorts, what: string) =>
  new GworldError("failed", what, { hint: `Correct the cause, then run again: gworld deploy --env ${environment}` });

const cutOff = ({ environment }: RolloutPorts, expected: readonly ExpectedRollout[]) =>
  new GworldError("interrupted", `The rollouts of ${names(expected)} were not watched to their end.`, {
    hint: `See how the services run: gworld status --env ${environment}`,
  });

const names = (expected: readonly ExpectedRollout[]) => expected.map(({ service }) => nameIn(service)).join(", ");
