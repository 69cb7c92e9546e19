import { describe } from "vitest";
import { stacksContract } from "../contracts/stacks.ts";
import { fakeStacks } from "./stacks.ts";
import { virtualClock } from "./virtual-clock.ts";

describe("the CloudFormation of our tests keeps the contract", () => {
  stacksContract(async () => {
    const clock = virtualClock();
    return { clock, stacks: fakeStacks({ clock }).stacks };
  });
});
