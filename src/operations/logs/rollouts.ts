import { mayPass } from "../../model/aws-error.ts";
import { GworldError } from "../../model/error.ts";
import { rolloutWatch } from "../../model/rollout-watch.ts";
import { isSteady } from "../../model/scale-watch.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Services } from "../../ports/services.ts";
import type { Companion, Company } from "./companion.ts";

const lookEveryMs = 3_000;

/** Ends a follow when all chosen services are steady, or a rollout of one has failed, which is its outcome. */
export function rollouts(
  { services, clock }: { services: Pick<Services, "list">; clock: Clock },
  { subject, hear, wake }: Company,
  { chosen, environment }: { readonly chosen: readonly string[]; readonly environment: string },
): Companion & { outcome(): GworldError | undefined } {
  const watch = rolloutWatch();
  let nextAt = -Infinity;
  let looking = false;
  let outcome: GworldError | undefined;

  const end = (error?: GworldError) => {
    nextAt = Infinity;
    outcome = error;
    hear(error === undefined ? { kind: "steady", services: chosen } : { kind: "unsteady" });
    subject.endAfter(clock.now());
  };
  const run = async () => {
    try {
      const own = (await services.list()).filter(({ name }) => chosen.includes(name));
      const failed = own
        .map((service) => ({ name: service.name, why: watch.failure(service) }))
        .find(({ why }) => why !== undefined);
      if (own.length === 0) end(absent(chosen, environment));
      else if (failed?.why !== undefined) end(failure(failed.name, failed.why, environment));
      else if (own.every(isSteady)) end();
    } catch (error) {
      if (mayPass(error)) return;
      end(error instanceof GworldError ? error : unseen(error));
    } finally {
      looking = false;
      wake();
    }
  };
  return {
    turn(now) {
      if (looking || now < nextAt) return;
      looking = true;
      nextAt = now + lookEveryMs;
      void run();
    },
    holds: () => false,
    outcome: () => outcome,
  };
}

function failure(name: string, why: string, environment: string): GworldError {
  return new GworldError("failed", `The rollout of ${name} failed${why === "" ? "" : `: ${why}`}`, {
    hint: `What went wrong: gworld logs ${name} -e ${environment} --since 30m --level warn`,
  });
}

const absent = (chosen: readonly string[], environment: string) =>
  new GworldError("notFound", `No service ${chosen.join(", ")} runs here.`, {
    hint: `gworld status -e ${environment} shows what is deployed.`,
  });

const unseen = (cause: unknown) =>
  new GworldError("failed", "The rollouts cannot be watched.", { hint: "gworld status shows the services.", cause });
