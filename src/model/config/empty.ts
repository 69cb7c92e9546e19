import type { LoadedConfig } from "./load.ts";

/** What there is without a configuration file: the presets alone. Known without a YAML parser or a schema. */
export const emptyConfig: LoadedConfig = {
  file: {},
  document: { value: {}, problems: [], find: () => undefined, keyOf: () => ({ line: 1, column: 1 }) },
};
