import type { Imports, ImportedResource } from "../../src/ports/imports.ts";
import { templateChanges } from "../../src/model/assess.ts";
import { readTemplate } from "../../src/model/template.ts";
import type { FakeStacks } from "./stacks.ts";

const identifiers = new Map([
  ["AWS::DynamoDB::Table", ["TableName"]],
  ["AWS::S3::Bucket", ["BucketName"]],
  ["AWS::EC2::VPC", ["VpcId"]],
  ["AWS::SecretsManager::Secret", ["Id"]],
  ["AWS::ECS::Service", ["ServiceArn", "Cluster"]],
]);

/** Resource import in memory: change sets of the given stacks, which their `execute` carries out. */
export function fakeImports(cloud: FakeStacks) {
  const asked: { readonly stack: string; readonly resources: readonly ImportedResource[]; readonly body: string }[] =
    [];
  /** What CloudFormation would do besides; a test puts it here. */
  const besides: { action: string; logicalId: string }[] = [];
  /** With what CloudFormation refuses once it has made the stack that a first import needs; a test puts it here. */
  const refusals: Error[] = [];
  const port: Imports = {
    identifiers: async () => identifiers,
    async createChangeSet(input, name, resources) {
      cloud.calls.push(`importSet ${input.name}`);
      const body = "body" in input.template ? input.template.body : "";
      asked.push({ stack: input.name, resources, body });
      const stack = cloud.stack(input.name) ?? cloud.put(input.name, { status: "REVIEW_IN_PROGRESS" });
      const id = `${stack.id}/changeSet/${name}`;
      const [refusal] = refusals;
      if (refusal !== undefined) throw refusal;
      cloud.changeSets.set(id, { stack, input, executable: true, createdAt: 0 });
      const changes = [
        ...templateChanges(readTemplate(stack.body), readTemplate(body)).map((change) => ({
          ...change,
          action: "Import",
        })),
        ...besides.map((one) => ({ ...one, type: "", replacement: "False" as const, properties: [] })),
      ];
      return { id, stackId: stack.id, changes, executable: true };
    },
  };
  return { port, asked, besides, refusals };
}
