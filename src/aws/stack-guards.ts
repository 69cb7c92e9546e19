import type { CloudFormation } from "@aws-sdk/client-cloudformation";
import { failedAs } from "../model/aws-error.ts";
import type { Stacks } from "../ports/stacks.ts";

/** One call to CloudFormation, explained by its IAM action. `writes` is not repeated after a 500. */
export type Call = <T>(action: string, run: (client: CloudFormation) => Promise<T>, writes?: boolean) => Promise<T>;

/**
 * Both name the stack by its ARN. ResourcesToSkip takes resources only that are UPDATE_FAILED because the rollback failed.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ContinueUpdateRollback.html
 */
export const stackRecovery = (call: Call): Pick<Stacks, "continueRollback" | "rollback"> => ({
  async continueRollback(stackId, skip, token) {
    const request = { StackName: stackId, ResourcesToSkip: [...skip], ClientRequestToken: token };
    await call(`ContinueUpdateRollback ${stackId}`, (client) => client.continueUpdateRollback(request), true);
  },
  async rollback(stackId, token) {
    const request = { StackName: stackId, ClientRequestToken: token };
    await call(`RollbackStack ${stackId}`, (client) => client.rollbackStack(request), true);
  },
});

/** Termination protection and stack policies. */
export const stackGuards = (
  call: Call,
): Pick<Stacks, "setTerminationProtection" | "stackPolicy" | "setStackPolicy"> => ({
  async setTerminationProtection(name, on) {
    try {
      await call(`UpdateTerminationProtection ${name}`, (client) =>
        client.updateTerminationProtection({ StackName: name, EnableTerminationProtection: on }),
      );
    } catch (error) {
      // An endpoint without the operation does not enforce the protection either.
      if (on || !failedAs(error, "unsupported")) throw error;
    }
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
