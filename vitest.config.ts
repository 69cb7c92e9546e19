import { BaseSequencer, type TestSpecification } from "vitest/node";
import { defineConfig } from "vitest/config";

/** Whole programs wait for each other most of the time: begun last, they would leave the machine idle at the end. */
class ProgramsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const programs = sorted.filter(({ moduleId }) => /\/test\/(?:e2e|strangers)\//.test(moduleId));
    return [...programs, ...sorted.filter((file) => !programs.includes(file))];
  }
}

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
    sequence: { sequencer: ProgramsFirst },
  },
});
