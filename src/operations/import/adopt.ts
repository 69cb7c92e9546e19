import type { StackTemplate } from "../../model/assembly.ts";
import type { AdoptedStack } from "../../model/import/adopt.ts";
import { importTemplate, type NotImported, type StackImport } from "../../model/import/plan.ts";
import type { Leftover, LeftoverType } from "../../model/leftovers.ts";
import { stackTags } from "../../model/stack-tags.ts";
import { readTemplate } from "../../model/template.ts";
import type { Connection } from "../../ports/connection.ts";
import { type ApplyPorts, importStack } from "./apply.ts";
import { judge, type JudgePorts, type Target } from "./judge.ts";

/** What of it all fits the template, as an import that makes the stack, and what does not, with the reasons. */
export type PlanAdoption = (
  template: StackTemplate,
  account: string,
  left: readonly Leftover[],
) => Promise<PlannedAdoption>;

/** Takes scheduled deletions back, then makes the stack of what it adopts, and of nothing else; returns its ID. */
export type Adopt = (adopted: AdoptedStack, id: string) => Promise<string>;

export interface PlannedAdoption {
  readonly adopted?: AdoptedStack | undefined;
  readonly refused: readonly (NotImported & { readonly left: Leftover })[];
}

/** What CloudFormation finds a resource of each type by (primary identifiers of the resource types' schemas). */
const identifiers: ReadonlyMap<string, readonly string[]> = new Map<LeftoverType, readonly string[]>([
  ["AWS::DynamoDB::Table", ["TableName"]],
  ["AWS::S3::Bucket", ["BucketName"]],
  ["AWS::SecretsManager::Secret", ["Id"]],
  ["AWS::ECR::Repository", ["RepositoryName"]],
  ["AWS::Logs::LogGroup", ["LogGroupName"]],
  ["AWS::KMS::Key", ["KeyId"]],
]);

/**
 * How a stack that is still to be made begins with what an earlier one of its name has left. By an import, and not a creation with ImportExistingResources: that takes over neither a secret, whose
 * identifier is read-only, nor a bucket whose name is made of its account
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-automatically.html), and believes of the rest
 * what the template says of it. An import says what is there, so that the update which follows it brings that up to date.
 */
export const planAdoption =
  (ports: JudgePorts & Pick<Connection, "config">): PlanAdoption =>
  async ({ part, name, region, body }, account, left) => {
    const target: Target = {
      name,
      region,
      account,
      declared: readTemplate(body),
      identifiers,
      stack: undefined,
      resources: [],
    };
    const judged = await Promise.all(
      left.map(async (one) => ({ one, made: await judge(ports, target, { ...one, part }) })),
    );
    const resources = judged.flatMap(({ made }) => (made === "done" || "reason" in made ? [] : [made]));
    const refused = judged.flatMap(({ one, made }) =>
      made !== "done" && "reason" in made
        ? [{ physicalId: one.physicalId, from: `${part}/${one.logicalId}`, reason: made.reason, left: one }]
        : [],
    );
    if (resources.length === 0) return { refused };
    const { project, name: environment } = ports.config;
    const stack: StackImport = {
      part,
      name,
      region,
      action: "create",
      status: "",
      body: importTemplate(name, undefined, resources),
      parameters: {},
      tags: stackTags(project, environment, part),
      resources,
    };
    const taken = new Set(resources.map(({ physicalId }) => physicalId));
    return { adopted: { stack, left: left.filter(({ physicalId }) => taken.has(physicalId)) }, refused };
  };

export const adopt =
  (ports: ApplyPorts & Pick<Connection, "config" | "leftovers">): Adopt =>
  async ({ stack, left }, id) => {
    for (const { type, physicalId, goesAt } of left)
      if (goesAt !== undefined) await ports.leftovers(stack.region).revive(type, physicalId);
    return importStack(ports, { environment: ports.config.name, id }, stack);
  };
