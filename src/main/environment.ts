import type { ConfigFile } from "../cli/command.ts";
import type { Globals } from "../cli/globals.ts";
import { emptyConfig } from "../model/config/empty.ts";
import type { LoadedConfig } from "../model/config/load.ts";
import { environmentNames, resolveEnvironment, type ResolvedEnvironment } from "../model/config/resolve.ts";
import { GworldError } from "../model/error.ts";

/** Reads a configuration file, without loading a YAML parser when there is nothing to read. */
export async function readConfig({ path, text }: ConfigFile): Promise<LoadedConfig> {
  if (text.trim() === "") return emptyConfig;
  const { loadConfig } = await import("../model/config/load.ts");
  return loadConfig(text, path ?? "gworld.yaml");
}

/** The environment that `--env` or GWORLD_ENV names, with `--region` over its own. */
export function chooseEnvironment(
  loaded: LoadedConfig,
  globals: Pick<Globals, "env" | "region">,
  env: Readonly<Record<string, string | undefined>>,
): ResolvedEnvironment {
  const name = globals.env ?? (env["GWORLD_ENV"] || undefined);
  if (name === undefined)
    throw new GworldError("usage", "Which environment?", {
      hint: `Add --env <name> or set GWORLD_ENV. There are: ${environmentNames(loaded.file).join(", ")}.`,
    });
  const resolved = resolveEnvironment(loaded, name);
  const { region } = globals;
  if (region === undefined) return resolved;
  if (!/^[a-z]{2}(-[a-z]+)+-\d{1,2}$/.test(region))
    throw new GworldError("usage", `"${region}" is not a Region.`, { hint: "Give one such as --region eu-central-1." });
  return { ...resolved, config: { ...resolved.config, region } };
}
