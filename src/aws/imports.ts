import type { CloudFormation } from "@aws-sdk/client-cloudformation";
import type { Clock } from "../ports/clock.ts";
import type { Imports } from "../ports/imports.ts";
import { awaitChangeSet } from "./change-sets.ts";
import type { AwsClients } from "./clients.ts";
import { explain } from "./explain.ts";
import { inputOf } from "./stack-shapes.ts";

/** Resource import in the clients' Region. */
export function cloudFormationImports(clients: AwsClients, clock: Clock): Imports {
  const call = <T>(action: string, run: (client: CloudFormation) => Promise<T>) =>
    explain(clients, `cloudformation:${action}`, async () => run(await clients.cloudFormation()));
  return {
    identifiers: (template) =>
      call("GetTemplateSummary", async (client) => {
        const place = "body" in template ? { TemplateBody: template.body } : { TemplateURL: template.url };
        const { ResourceIdentifierSummaries: found = [] } = await client.getTemplateSummary(place);
        return new Map(
          found.map(({ ResourceType: type = "", ResourceIdentifiers: properties = [] }) => [type, properties]),
        );
      }),
    createChangeSet: (input, name, resources) =>
      call(`CreateChangeSet ${input.name}`, async (client) => {
        const { Id: id = name, StackId: stackId = input.name } = await client.createChangeSet({
          ...inputOf(input),
          ClientToken: input.token,
          ChangeSetName: name,
          ChangeSetType: "IMPORT",
          ResourcesToImport: resources.map(({ logicalId, type, identifier }) => ({
            LogicalResourceId: logicalId,
            ResourceType: type,
            ResourceIdentifier: { ...identifier },
          })),
        });
        return awaitChangeSet(client, clock, { id, stackId, name: input.name });
      }),
  };
}
