import { stackName, stackParts, stackRegion, type StackPart } from "../../src/model/graph.ts";
import type { Stack, Stacks } from "../../src/ports/stacks.ts";

/** A stack of an environment as CloudFormation describes it after it was created. */
export const describedStack = (env: string, part: StackPart, over: Partial<Stack> = {}): Stack => ({
  id: `arn:aws:cloudformation:us-east-1:000000000000:stack/${stackName(env, part)}/1`,
  name: stackName(env, part),
  status: "CREATE_COMPLETE",
  outputs: {},
  parameters: {},
  tags: {},
  terminationProtection: false,
  ...over,
});

/** CloudFormation that can only be looked at. Each Region shows its own stacks. */
export function fakeStackStates(stacks: readonly Stack[], home: string): (region: string) => Stacks {
  const refused = () => Promise.reject(new Error("this fake is read only"));
  return (region) => ({
    describe: async (name) => stacks.find((stack) => stack.name === name && regionOf(stack.name, home) === region),
    template: refused,
    resources: refused,
    holder: refused,
    eventsSince: refused,
    newestEvent: refused,
    statusAfter: refused,
    create: refused,
    createChangeSet: refused,
    execute: refused,
    deleteChangeSet: refused,
    changeSets: async () => [],
    cancelUpdate: refused,
    delete: refused,
    continueRollback: refused,
    rollback: refused,
    setTerminationProtection: refused,
    stackPolicy: refused,
    setStackPolicy: refused,
  });
}

function regionOf(name: string, home: string): string {
  const part = stackParts.find((candidate) => name.endsWith(`-${candidate}`)) ?? "network";
  return stackRegion(part, home);
}
