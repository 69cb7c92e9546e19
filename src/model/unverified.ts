import { isFailed, type Check } from "./check.ts";
import { GworldError } from "./error.ts";

/** The stacks are deployed, but whether what runs in them is as deployed cannot be seen. */
export const unverified = (environment: string, what: string, error: GworldError) =>
  new GworldError("unverified", `The stacks are deployed, but ${what} cannot be checked: ${error.message}`, {
    hint: `${error.hint}. Then look again: gworld verify --env ${environment}`,
    cause: error,
  });

/** The stacks are deployed, and something in the environment is not as it must be. */
export function failedChecks(environment: string, checks: readonly Check[]): GworldError {
  const failed = checks.filter(isFailed);
  const lines = failed.map(({ name, message }) => `  ${name}: ${message}`);
  const hints = [...new Set(failed.flatMap(({ hint }) => hint ?? []))];
  return new GworldError("unverified", `The stacks are deployed, but verification failed:\n${lines.join("\n")}`, {
    hint: [...hints, `Then look again: gworld verify --env ${environment}`].join("\n"),
  });
}
