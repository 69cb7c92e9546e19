import type { Context } from "../../cli/command.ts";

/** Looks, tells, and ends as what was found deserves. */
export async function examine({ io, clock, node, config, environment, identity, connect, synth }: Context) {
  const [op, quotas, { diagnosisText }] = await Promise.all([
    import("../../operations/doctor.ts"),
    import("../../operations/quotas.ts"),
    import("../../output/doctor.ts"),
  ]);
  const diagnosis = await op.examine({
    node,
    now: () => clock.now(),
    config,
    environment,
    identity,
    connect,
    synth,
    quotas: (connection) => quotas.environmentQuotas(connection, synth),
  });
  io.result(diagnosis, diagnosisText);
  return op.endOf(diagnosis);
}
