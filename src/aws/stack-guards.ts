import type { CloudFormation } from "@aws-sdk/client-cloudformation";
import type { Stacks } from "../ports/stacks.ts";

/** One call to CloudFormation, explained by its IAM action. `writes` is not repeated after a 500. */
export type Call = <T>(action: string, run: (client: CloudFormation) => Promise<T>, writes?: boolean) => Promise<T>;

/** Termination protection and stack policies. */
export const stackGuards = (
  call: Call,
): Pick<Stacks, "setTerminationProtection" | "stackPolicy" | "setStackPolicy"> => ({
  async setTerminationProtection(name, on) {
    await call(`UpdateTerminationProtection ${name}`, (client) =>
      client.updateTerminationProtection({ StackName: name, EnableTerminationProtection: on }),
    );
  },
  async stackPolicy(name) {
    const { StackPolicyBody: policy } = await call(`GetStackPolicy ${name}`, (client) =>
      client.getStackPolicy({ StackName: name }),
    );
    return policy || undefined;
  },
  async setStackPolicy(name, policy) {
    await call(`SetStackPolicy ${name}`, (client) =>
      client.setStackPolicy({ StackName: name, StackPolicyBody: policy }),
    );
  },
});
