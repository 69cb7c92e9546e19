import { GworldError } from "./error.ts";

/** The state backend of the target is not there yet. */
export const notBootstrapped = (environment: string) =>
  new GworldError("notFound", "This account and Region are not prepared for gworld yet.", {
    hint: `Prepare them once with: gworld bootstrap --env ${environment}`,
  });
