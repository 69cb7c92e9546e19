import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: "forks",
    // Most tests wait for servers and processes about half of their time: one worker a core but one would leave a core idle.
    maxWorkers: 3,
    // Modules hold no state of their own; loading all of them anew for each file took a third of the time.
    isolate: false,
  },
});
