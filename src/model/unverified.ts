import { GworldError } from "./error.ts";

/** The stacks are deployed, but whether what runs in them is as deployed cannot be seen. */
export const unverified = (environment: string, what: string, error: GworldError) =>
  new GworldError("unverified", `The stacks are deployed, but ${what} cannot be checked: ${error.message}`, {
    hint: `${error.hint}. Then see how the services run: gworld status --env ${environment}`,
    cause: error,
  });
