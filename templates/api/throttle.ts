import type { EnvironmentConfig } from "../../src/model/environment.ts";

/** Requests a second and in a burst, over all clients: low where a runaway script costs more than a refused request. */
export const throttle = (config: EnvironmentConfig) =>
  config.retainData ? { rate: 1000, burst: 2000 } : { rate: 50, burst: 100 };
