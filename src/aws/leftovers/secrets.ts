import { rejectedAs } from "../../model/aws-error.ts";
import type { FoundResource } from "../../model/leftovers.ts";
import type { Clock } from "../../ports/clock.ts";
import type { AwsClients } from "../clients.ts";
import { explain } from "../explain.ts";
import { type Leaving, unlessGone, untilGone } from "./leaving.ts";

export function secretLeftovers(clients: AwsClients, clock: Clock): Leaving {
  const find = (id: string) =>
    unlessGone(["ResourceNotFoundException"], () =>
      explain(clients, `secretsmanager:DescribeSecret ${id}`, async (): Promise<FoundResource> => {
        const secret = await (await clients.secretsManager()).describeSecret({ SecretId: id });
        return { physicalId: secret.ARN ?? id, key: secret.KmsKeyId, goesAt: secret.DeletedDate?.getTime() };
      }),
    );
  const revive = async (id: string) => {
    await explain(clients, `secretsmanager:RestoreSecret ${id}`, async () =>
      (await clients.secretsManager()).restoreSecret({ SecretId: id }),
    );
  };
  return {
    find,
    revive,
    /** Secrets Manager frees a name some time after it has answered (API reference, DeleteSecret). */
    async remove(id) {
      const remove = () =>
        explain(clients, `secretsmanager:DeleteSecret ${id}`, async () =>
          (await clients.secretsManager()).deleteSecret({ SecretId: id, ForceDeleteWithoutRecovery: true }),
        );
      await unlessGone(["ResourceNotFoundException"], async () => {
        await remove().catch(async (error: unknown) => {
          // One whose deletion is scheduled is taken back first, so that it can go at once.
          if (!rejectedAs(error, "InvalidRequestException")) throw error;
          await revive(id);
          await remove();
        });
      });
      await untilGone(id, clock, () => find(id));
    },
  };
}
