import type { AwsClients } from "../clients.ts";
import { explain } from "../explain.ts";
import { type Leaving, unlessGone } from "./leaving.ts";

export const logGroupLeftovers = (clients: AwsClients): Leaving => ({
  find: (name) =>
    explain(clients, `logs:DescribeLogGroups ${name}`, async () => {
      // The shortest name that begins so comes first: they are told in the order of their names.
      const { logGroups = [] } = await (await clients.logs()).describeLogGroups({ logGroupNamePrefix: name });
      const found = logGroups.find(({ logGroupName }) => logGroupName === name);
      return found && { physicalId: name, key: found.kmsKeyId };
    }),
  async remove(name) {
    await unlessGone(["ResourceNotFoundException"], () =>
      explain(clients, `logs:DeleteLogGroup ${name}`, async () =>
        (await clients.logs()).deleteLogGroup({ logGroupName: name }),
      ),
    );
  },
});
