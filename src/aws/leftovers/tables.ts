import { rejectedAs } from "../../model/aws-error.ts";
import type { FoundResource } from "../../model/leftovers.ts";
import type { Clock } from "../../ports/clock.ts";
import type { AwsClients } from "../clients.ts";
import { explain } from "../explain.ts";
import { type Leaving, unlessGone, untilGone } from "./leaving.ts";

export function tableLeftovers(clients: AwsClients, clock: Clock): Leaving {
  const find = (name: string) =>
    unlessGone(["ResourceNotFoundException"], () =>
      explain(clients, `dynamodb:DescribeTable ${name}`, async (): Promise<FoundResource> => {
        const { Table: table } = await (await clients.dynamoDb()).describeTable({ TableName: name });
        return {
          physicalId: name,
          key: table?.SSEDescription?.KMSMasterKeyArn,
          isProtected: table?.DeletionProtectionEnabled === true ? true : undefined,
        };
      }),
    );
  const unprotect = (name: string) =>
    explain(clients, `dynamodb:UpdateTable ${name}`, async () =>
      (await clients.dynamoDb()).updateTable({ TableName: name, DeletionProtectionEnabled: false }),
    );
  const remove = (name: string) =>
    explain(clients, `dynamodb:DeleteTable ${name}`, async () =>
      (await clients.dynamoDb()).deleteTable({ TableName: name }),
    );
  return {
    find,
    async remove(name, { unprotect: mayUnprotect }) {
      await unlessGone(["ResourceNotFoundException"], async () => {
        if (mayUnprotect) await unprotect(name);
        await remove(name).catch((error: unknown) => {
          // A run that was cut off has begun it.
          if (!rejectedAs(error, "ResourceInUseException", /being deleted/)) throw error;
        });
      });
      await untilGone(name, clock, () => find(name));
    },
  };
}
