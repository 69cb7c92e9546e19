import type { CloudFormation } from "@aws-sdk/client-cloudformation";
import { rejectedAs } from "../model/aws-error.ts";
import { Overtaken } from "../model/stack-failure.ts";
import type { Clock } from "../ports/clock.ts";
import type { Stack, StackInput, StackResource, Stacks } from "../ports/stacks.ts";
import { absentAs } from "./absent-stack.ts";
import { createChangeSet, listChangeSets } from "./change-sets.ts";
import type { AwsClients } from "./clients.ts";
import { explain } from "./explain.ts";
import { stackEvents } from "./stack-events.ts";
import { stackGuards, stackRecovery, type Call } from "./stack-guards.ts";
import { inputOf, stackOf } from "./stack-shapes.ts";

/** CloudFormation in the clients' Region. */
export function cloudFormationStacks(clients: AwsClients, clock: Clock): Stacks {
  const call = async <T>(action: string, run: (client: CloudFormation) => Promise<T>, writes = false) =>
    explain(clients, `cloudformation:${action}`, async () =>
      run(await (writes ? clients.cloudFormationWrites() : clients.cloudFormation())),
    );
  const describe = (nameOrId: string) =>
    absentAs(undefined, async () => {
      const { Stacks: found = [] } = await call(`DescribeStacks ${nameOrId}`, (client) =>
        client.describeStacks({ StackName: nameOrId }),
      );
      return found[0] && stackOf(found[0]);
    });
  return {
    describe,
    async template(nameOrId) {
      const { TemplateBody = "" } = await call(`GetTemplate ${nameOrId}`, (client) =>
        client.getTemplate({ StackName: nameOrId, TemplateStage: "Original" }),
      );
      return TemplateBody;
    },
    resources: (nameOrId) => call(`ListStackResources ${nameOrId}`, (client) => listResources(client, nameOrId)),
    holder: (type, physicalId) =>
      absentAs(undefined, () =>
        call(`DescribeStackResources ${physicalId}`, (client) => holderOf(client, type, physicalId)),
      ),
    create: (input) => create(call, describe, input),
    createChangeSet: (input, name) =>
      call(`CreateChangeSet ${input.name}`, (client) => createChangeSet(client, clock, { input, name })),
    async execute({ id, noRollback = false }, token) {
      const request = { ChangeSetName: id, ClientRequestToken: token, ...(noRollback && { DisableRollback: true }) };
      await movedOn(() => call(`ExecuteChangeSet ${id}`, (client) => client.executeChangeSet(request), true));
    },
    async deleteChangeSet({ id }) {
      await absentAs(undefined, () =>
        call(`DeleteChangeSet ${id}`, async (client) => void (await client.deleteChangeSet({ ChangeSetName: id }))),
      );
    },
    changeSets: (nameOrId) =>
      absentAs([], () => call(`ListChangeSets ${nameOrId}`, (client) => listChangeSets(client, nameOrId))),
    async cancelUpdate(stackId, token) {
      await call(`CancelUpdateStack ${stackId}`, (client) =>
        client.cancelUpdateStack({ StackName: stackId, ClientRequestToken: token }),
      );
    },
    async delete(stackId, token) {
      await call(`DeleteStack ${stackId}`, (client) =>
        client.deleteStack({ StackName: stackId, ClientRequestToken: token }),
      );
    },
    ...stackEvents(call),
    ...stackGuards(call),
    ...stackRecovery(call),
  };
}

/** A bucket's policy has the bucket's name: the type tells them apart. */
async function holderOf(client: CloudFormation, type: string, physicalId: string): Promise<string | undefined> {
  const { StackResources: found = [] } = await client.describeStackResources({ PhysicalResourceId: physicalId });
  return found.find(
    (one) => one.ResourceType === type && one.PhysicalResourceId === physicalId && isHeld(one.ResourceStatus),
  )?.StackName;
}

/** A stack that has failed to make a resource, or has let go of it, tells of it nevertheless. */
const isHeld = (status = "") => !status.startsWith("DELETE_") && status !== "CREATE_FAILED";

/** A request that was repeated after a lost answer finds its own stack: that is the stack it asked for. */
async function create(call: Call, describe: Stacks["describe"], input: StackInput): Promise<string> {
  try {
    const { StackId = input.name } = await call(
      `CreateStack ${input.name}`,
      (client) =>
        client.createStack({
          ...inputOf(input),
          ClientRequestToken: input.token,
          EnableTerminationProtection: input.terminationProtection,
          ...(input.stackPolicy !== undefined && { StackPolicyBody: input.stackPolicy }),
          ...(input.noRollback === true && { DisableRollback: true }),
        }),
      true,
    );
    return StackId;
  } catch (error) {
    const mine = rejectedAs(error, "AlreadyExistsException") && attemptsOf(error.cause) > 1;
    const stack: Stack | undefined = mine ? await describe(input.name) : undefined;
    if (stack?.status === "CREATE_IN_PROGRESS" || stack?.status === "CREATE_COMPLETE") return stack.id;
    throw error;
  }
}

function attemptsOf(error: unknown): number {
  const metadata: unknown = error instanceof Error && "$metadata" in error ? error.$metadata : undefined;
  const attempts = typeof metadata === "object" && metadata !== null && "attempts" in metadata ? metadata.attempts : 1;
  return typeof attempts === "number" ? attempts : 1;
}

/** In the SDK's words and in those of the wire, which differ. */
const overtaken = [
  "InvalidChangeSetStatus",
  "InvalidChangeSetStatusException",
  "ChangeSetNotFound",
  "ChangeSetNotFoundException",
];

async function movedOn<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!overtaken.some((code) => rejectedAs(error, code))) throw error;
    throw new Overtaken("failed", "The stack has changed since this plan was made.", {
      hint: "Run gworld deploy again: it plans anew.",
      cause: error,
    });
  }
}

async function listResources(client: CloudFormation, stackName: string): Promise<StackResource[]> {
  const found: StackResource[] = [];
  let next: string | undefined;
  do {
    const page = await client.listStackResources({
      StackName: stackName,
      ...(next !== undefined && { NextToken: next }),
    });
    for (const {
      LogicalResourceId,
      PhysicalResourceId = "",
      ResourceType = "",
      ResourceStatus = "",
    } of page.StackResourceSummaries ?? [])
      if (LogicalResourceId !== undefined)
        found.push({
          logicalId: LogicalResourceId,
          physicalId: PhysicalResourceId,
          type: ResourceType,
          status: ResourceStatus,
        });
    next = page.NextToken;
  } while (next !== undefined && next !== "");
  return found;
}
