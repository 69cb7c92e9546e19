import type { EnvironmentConfig } from "../environment.ts";
import { GworldError } from "../error.ts";
import { suggestion } from "../nearest.ts";
import type { ConfigPath } from "./document.ts";
import type { LoadedConfig } from "./load.ts";
import { overlay } from "./merge.ts";
import { presets } from "./presets.ts";

export type PresetName = keyof typeof presets;

/** One environment as it is in effect, and where each of its values comes from. */
export interface ResolvedEnvironment {
  readonly config: EnvironmentConfig;
  readonly preset: PresetName;
  readonly originOf: (path: ConfigPath) => Origin;
}

export type Origin =
  | { readonly from: "preset"; readonly preset: PresetName }
  | { readonly from: "defaults" | "environment" | "file"; readonly line: number };

/** Preset, under defaults, under the environment's own values. Throws `notFound` for a name that is nowhere. */
export function resolveEnvironment({ file, document }: LoadedConfig, name: string): ResolvedEnvironment {
  const own = file.environments?.[name] ?? undefined;
  const preset = own?.preset ?? (isPreset(name) ? name : undefined);
  if (preset === undefined) throw unknownEnvironment(name, environmentNames(file));
  const { preset: _, ...layer } = own ?? {};
  const config = {
    ...overlay(overlay(presets[preset], file.defaults ?? {}), layer),
    name,
    project: file.project ?? "gworld",
  };
  return {
    config,
    preset,
    originOf(path) {
      const place = (from: "defaults" | "environment" | "file", whole: ConfigPath): Origin | undefined => {
        const position = document.find(whole);
        return position && { from, line: position.line };
      };
      if (path[0] === "project") return place("file", path) ?? { from: "preset", preset };
      return (
        place("environment", ["environments", name, ...path]) ??
        place("defaults", ["defaults", ...path]) ?? { from: "preset", preset }
      );
    },
  };
}

/** The built-in environments and those of the file. */
export const environmentNames = (file: LoadedConfig["file"]): readonly string[] => [
  ...new Set([...Object.keys(presets), ...Object.keys(file.environments ?? {})]),
];

export const isPreset = (name: string): name is PresetName => Object.hasOwn(presets, name);

const unknownEnvironment = (name: string, names: readonly string[]) =>
  new GworldError("notFound", `There is no environment "${name}".`, {
    hint: `${suggestion(name, names)} A new one needs an entry in gworld.yaml: environments.${name}.preset: dev.`,
  });
