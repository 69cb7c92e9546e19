import type { Look } from "../check.ts";
import { pascalCase } from "../names.ts";
import { isExpected, nameIn, rolloutOf, whoChanged, type ExpectedRollout, type RollingService } from "../rollout.ts";

/** One service: as many tasks as are wanted, of the task definition its stack gave it or one released since. */
export function serviceCheck(env: string, expected: ExpectedRollout, running: readonly RollingService[]): Look {
  const service = running.find((one) => isExpected(one, expected));
  const short = service?.name ?? nameIn(expected.service);
  const name = `service ${short}`;
  const { state, text } = rolloutOf(expected, running);
  const logs = `gworld logs ${short} --env ${env} --since 15m`;
  if (state === "bad") return { name, status: "fail", message: text, hint: logs };
  if (state === "superseded")
    return { name, status: "warn", message: text, hint: `Who: ${whoChanged(service?.arn ?? expected.service)}` };
  if (state === "going") {
    const hint =
      service === undefined ? `gworld deploy --env ${env}` : `gworld logs ${short} --env ${env} -f --until-stable`;
    return { name, status: "fail", message: text, hint, settling: true };
  }
  return steadyCheck(env, { name, text, logs }, service);
}

function steadyCheck(
  env: string,
  { name, text, logs }: { readonly name: string; readonly text: string; readonly logs: string },
  service: RollingService | undefined,
): Look {
  const { name: short = "", desiredCount = 0, runningCount = 0 } = service ?? {};
  if (desiredCount === 0)
    return { name, status: "warn", message: "no task is wanted", hint: `gworld scale ${short} --count 1 --env ${env}` };
  if (runningCount !== desiredCount) return { name, status: "fail", message: text, hint: logs, settling: true };
  return { name, status: "ok", message: text };
}

/** What a load balancer says of one target, as far as it is looked at here. */
interface Target {
  readonly target: string;
  readonly state: string;
  readonly reason?: string | undefined;
}

/** The service whose target group has this logical ID, such as `AgentRuntimeTargetGroup`; else the ID itself. */
export const serviceOfGroup = (logicalId: string, services: readonly string[]) =>
  services.find((service) => `${pascalCase(service)}TargetGroup` === logicalId) ?? logicalId;

/** One target group. `desired` is how many tasks its service is to have, where that is known. */
export function targetsCheck(
  env: string,
  { service, desired }: { readonly service: string; readonly desired: number | undefined },
  targets: readonly Target[],
): Look {
  const name = `targets ${service}`;
  const staying = targets.filter(({ state }) => state !== "draining");
  const hint = `gworld logs ${service} --env ${env} --since 15m`;
  if (staying.length === 0 && desired === 0)
    return { name, status: "skipped", message: "no task is wanted, so there is no target" };
  if (staying.length === 0) return { name, status: "fail", message: "no target is registered", hint, settling: true };
  const ill = staying.filter(({ state }) => state !== "healthy");
  const healthy = `${staying.length - ill.length} of ${staying.length} targets are healthy`;
  if (ill.length === 0) return { name, status: "ok", message: healthy };
  const why = ill.map(({ target, state, reason }) => `${target} is ${state}${reason ? ` (${reason})` : ""}`);
  return { name, status: "fail", message: `${healthy}: ${why.join(", ")}`, hint, settling: true };
}
