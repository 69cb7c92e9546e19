import { notDeployed, type Problem, type ServiceState, type StackState } from "./environment-status.ts";
import { standing } from "./stack-status.ts";

/** What is wrong with an environment, gravest first, each with the command that goes on from there. */
export function statusProblems(
  env: string,
  stacks: readonly StackState[],
  services: readonly ServiceState[],
): readonly Problem[] {
  const failed = stacks.filter(({ status }) => status !== notDeployed && standing(status).phase === "failed");
  const absent = stacks.filter(({ status }) => status === notDeployed);
  return [
    ...failed.map((stack) => stackProblem(env, stack)),
    ...(absent.length > 0 ? [absence(env, absent)] : []),
    ...services.flatMap((service) => serviceProblem(env, service) ?? []),
  ];
}

function stackProblem(env: string, { name, part, status, reason }: StackState): Problem {
  const { because, wayOut } = standing(status);
  return {
    what: `${part} is ${status}${because === undefined ? "" : `: ${because}`}${reason === undefined ? "" : ` (${reason})`}`,
    next: wayOut?.replaceAll("<stack>", name).replaceAll("<env>", env) ?? `gworld deploy -e ${env}`,
  };
}

const absence = (env: string, absent: readonly StackState[]): Problem => ({
  what: `${absent.map(({ part }) => part).join(", ")} ${absent.length === 1 ? "is" : "are"} not deployed`,
  next: `gworld deploy -e ${env}`,
});

function serviceProblem(env: string, { name, health, runningCount, desiredCount }: ServiceState): Problem | undefined {
  const next = `gworld logs ${name} -e ${env} --since 15m`;
  if (health === "failing") return { what: `the last rollout of ${name} failed`, next };
  if (health !== "short") return undefined;
  return { what: `${name} runs ${runningCount} of ${desiredCount} tasks`, next };
}
