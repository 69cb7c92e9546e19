import type { DestroyPlan, Destroyed } from "../operations/destroy.ts";
import type { Style } from "../ports/io.ts";
import { safeLine } from "./safe-text.ts";
import { stackCount } from "./plan.ts";

/** What goes, what stays, and what is lost with it. */
export function destroyPlanText({ environment, stacks }: DestroyPlan, style: Style): string {
  const lines = [...stacks]
    .reverse()
    .flatMap(({ name, status, terminationProtection, lost, fullBuckets, kept }) => [
      `${style.bad("-")} ${style.bold(name)} ${style.dim(status)}`,
      ...(terminationProtection ? [`    ${style.warn("its termination protection is switched off")}`] : []),
      ...lost.map((one) => `    ${style.bad("lost")} ${resource(one)}`),
      ...fullBuckets.map((one) => `    ${style.bad("emptied")} ${safeLine(one.physicalId)}`),
      ...kept.map((one) => `    ${style.good("stays")} ${resource(one)}`),
    ]);
  return [`Destroying ${style.bold(environment)}`, ...lines].join("\n");
}

export function destroyedText({ env, stacks, retained }: Destroyed, style: Style): string {
  if (stacks.length === 0) return `${style.good("Nothing to destroy.")} ${env} has no stacks.`;
  const left = retained.map((one) => `  ${resource(one)}`);
  return [
    `${style.good("Destroyed")} ${style.bold(env)}: ${stackCount(stacks)}.`,
    ...(left.length === 0 ? [] : ["Still in the account, outside any stack, and billed:", ...left]),
  ].join("\n");
}

const resource = ({ physicalId, type }: { physicalId: string; type: string }) =>
  `${safeLine(physicalId)} (${safeLine(type)})`;
