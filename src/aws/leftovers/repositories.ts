import type { FoundResource } from "../../model/leftovers.ts";
import type { AwsClients } from "../clients.ts";
import { explain } from "../explain.ts";
import { type Leaving, unlessGone } from "./leaving.ts";

const gone = ["RepositoryNotFoundException"];

export const repositoryLeftovers = (clients: AwsClients): Leaving => ({
  find: (name) =>
    unlessGone(gone, () =>
      explain(clients, `ecr:DescribeRepositories ${name}`, async (): Promise<FoundResource> => {
        const { repositories: [found] = [] } = await (
          await clients.ecr()
        ).describeRepositories({ repositoryNames: [name] });
        return { physicalId: name, key: found?.encryptionConfiguration?.kmsKey };
      }),
    ),
  /** Its images go along. */
  async remove(name) {
    await unlessGone(gone, () =>
      explain(clients, `ecr:DeleteRepository ${name}`, async () =>
        (await clients.ecr()).deleteRepository({ repositoryName: name, force: true }),
      ),
    );
  },
});
