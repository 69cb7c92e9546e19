import { configLeaves } from "../model/config/leaves.ts";
import type { LoadedConfig } from "../model/config/load.ts";
import { resolveEnvironment, type Origin } from "../model/config/resolve.ts";
import type { EnvironmentConfig } from "../model/environment.ts";
import { GworldError } from "../model/error.ts";
import { isRecord } from "../model/json.ts";
import { suggestion } from "../model/nearest.ts";

export interface EffectiveConfig {
  readonly environment: string;
  readonly preset: string;
  readonly file: string | undefined;
  readonly config: EnvironmentConfig;
  readonly values: readonly { readonly key: string; readonly value: unknown; readonly from: string }[];
}

/** Every effective value of an environment with where it comes from. `config` may differ from the file by a flag. */
export function effectiveConfig(
  loaded: LoadedConfig,
  file: string | undefined,
  config: EnvironmentConfig,
): EffectiveConfig {
  const { preset, config: inFile, originOf } = resolveEnvironment(loaded, config.name);
  const values = configLeaves({ ...config, name: undefined }).map(({ path, value }) => {
    const flagged = path[0] === "region" && value !== inFile.region;
    return { key: path.join("."), value, from: flagged ? "--region" : originText(originOf(path), file) };
  });
  return { environment: config.name, preset, file, config, values };
}

const originText = (origin: Origin, file = "gworld.yaml") =>
  origin.from === "preset"
    ? `preset ${origin.preset}`
    : `${file}:${origin.line}${origin.from === "defaults" ? " (defaults)" : ""}`;

/** The value at a dotted key. Throws `notFound`, naming what there is. */
export function configValue(config: EnvironmentConfig, key: string): unknown {
  let here: unknown = config;
  for (const [index, part] of key.split(".").entries()) {
    const known = isRecord(here) ? Object.keys(here).filter((name) => Object.hasOwn(Object(here), name)) : [];
    const value = isRecord(here) && known.includes(part) ? here[part] : undefined;
    if (value === undefined) throw noValue(key, key.split(".").slice(0, index), part, known);
    here = value;
  }
  return here;
}

function noValue(key: string, above: readonly string[], part: string, known: readonly string[]) {
  const within = above.length === 0 ? "" : ` in ${above.join(".")}`;
  const hint = known.length === 0 ? `${above.join(".")} is a single value.` : suggestion(part, known);
  return new GworldError("notFound", `${key} is not set: there is no ${part}${within}.`, { hint });
}
