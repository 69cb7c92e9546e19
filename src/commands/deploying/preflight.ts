import type { Context } from "../../cli/command.ts";
import type { DeployPlan } from "../../model/plan.ts";

type Ports = Awaited<ReturnType<Context["connect"]>>;

/** What a plan would run into after its approval, each as a line to warn of. What cannot be asked fails nothing. */
export async function preflight(ports: Ports, plan: DeployPlan): Promise<readonly string[]> {
  const op = await load();
  const [quotas, secrets, images] = await Promise.all([
    op.quotaWarnings(ports, plan),
    op.missingSecrets(ports, plan),
    op.unfitImages(ports, plan),
  ]);
  return [
    ...[quotas.note, secrets.note, images.note].flatMap((note) => note ?? []),
    ...quotas.exceeded.map(op.exceededText),
    ...secrets.unmet.map(op.missingSecretText),
    ...images.unmet.map(op.unfitImageText),
  ];
}

const load = async () => ({
  ...(await import("../../operations/quotas.ts")),
  ...(await import("../../operations/task-needs.ts")),
  ...(await import("../../output/quotas.ts")),
  ...(await import("../../output/task-images.ts")),
  ...(await import("../../output/task-secrets.ts")),
});
