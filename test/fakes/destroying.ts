import { stackName, type StackPart } from "../../src/model/graph.ts";
import type { DeployWorld } from "./deploy-world.ts";
import { fakeUndertaking } from "./undertaking.ts";

/** What a destruction of these parts of a world works with, but for what deletes them and what writes it down. */
export const destroying = (world: DeployWorld, parts: readonly StackPart[]) => ({
  ...world.connection,
  signal: world.interruption.signal,
  sure: async () => undefined,
  report: () => undefined,
  undertaking: fakeUndertaking(),
  stop: { words: () => "Interrupted." },
  again: `gworld destroy --env ${world.config.name}`,
  find: () =>
    Promise.all(
      parts.map(async (part) => ({
        part,
        stacks: world.cloud.stacks,
        stack: await world.cloud.stacks.describe(stackName(world.config.name, part)),
      })),
    ),
});
