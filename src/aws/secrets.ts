import { rejectedAs } from "../model/aws-error.ts";
import type { Secrets } from "../ports/secrets.ts";
import type { AwsClients } from "./clients.ts";
import { explain } from "./explain.ts";

/** Secrets Manager and Parameter Store of the clients' Region. */
export const awsSecrets = (clients: AwsClients): Secrets => ({
  async secret(arn) {
    try {
      return await explain(clients, `secretsmanager:DescribeSecret ${arn}`, async () => {
        const found = await (await clients.secretsManager()).describeSecret({ SecretId: arn });
        if (found.DeletedDate !== undefined) return "deleted";
        return Object.keys(found.VersionIdsToStages ?? {}).length === 0 ? "empty" : "ready";
      });
    } catch (error) {
      if (rejectedAs(error, "ResourceNotFoundException")) return "missing";
      throw error;
    }
  },
  parameters: (names) =>
    explain(clients, "ssm:DescribeParameters", async () => {
      const ssm = await clients.ssm();
      const found: string[] = [];
      let NextToken: string | undefined;
      // A page may have fewer names than it could, and even none.
      do {
        const page = await ssm.describeParameters({
          ParameterFilters: [{ Key: "Name", Values: [...names] }],
          MaxResults: namesAtOnce,
          ...(NextToken !== undefined && { NextToken }),
        });
        found.push(...(page.Parameters ?? []).flatMap(({ Name }) => Name ?? []));
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      return found;
    }),
});

/** SSM API reference, DescribeParameters and ParameterStringFilter: at most so many results a page, and values a filter. */
const namesAtOnce = 50;
