import type { WorldData } from "../../src/ports/world-data.ts";

/** For tests in which nothing may touch a world. */
export function noData(): WorldData {
  throw new Error("This test has no worlds.");
}
