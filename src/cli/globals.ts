import { flag, type Arguments, type Flags, type Input } from "./flags.ts";

/** The options every command takes. */
export const globalFlags = {
  env: flag.string("Environment to act on (or GWORLD_ENV)", { placeholder: "name", short: "e" }),
  json: flag.boolean("Print one JSON document on stdout"),
  yes: flag.boolean("Approve without being asked", "y"),
  region: flag.string("AWS Region, instead of the configured one", { placeholder: "region" }),
  profile: flag.string("Profile of the AWS configuration files", { placeholder: "name" }),
  config: flag.string("Configuration file (default: gworld.yaml here or above)", { placeholder: "file" }),
  noColor: flag.boolean("No colour (also NO_COLOR)"),
  verbose: flag.boolean("Show requests, retries and stack traces on stderr"),
} satisfies Flags;

export type Globals = Input<typeof globalFlags, typeof none>;

const none = {} satisfies Arguments;
