import { rejectedAs } from "../model/aws-error.ts";
import { GworldError } from "../model/error.ts";
import { stackName, stackRegion } from "../model/graph.ts";
import { chooseStacks } from "../model/choose-stacks.ts";
import type { Connection } from "../ports/connection.ts";

export interface ResourceRow {
  readonly stack: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
}

/** What exists: the resources of an environment's stacks, optionally of some stacks or of one type (`DynamoDB::Table` will do). */
export async function environmentResources(
  { config, stacks }: Pick<Connection, "config" | "stacks">,
  { names, type }: { readonly names: readonly string[]; readonly type?: string | undefined },
): Promise<readonly ResourceRow[]> {
  const found = await Promise.all(
    chooseStacks(config.name, names).map(async (part) => {
      const stack = stackName(config.name, part);
      const resources = await stacks(stackRegion(part, config.region))
        .resources(stack)
        .catch((error: unknown) => {
          if (rejectedAs(error, "ValidationError", /does not exist/)) return undefined;
          throw error;
        });
      return resources?.map(({ logicalId, physicalId, type, status }): ResourceRow => ({
        stack,
        logicalId,
        physicalId,
        type,
        status,
      }));
    }),
  );
  const rows = found.flatMap((part) => part ?? []);
  if (found.every((part) => part === undefined))
    throw new GworldError("notFound", `There are no such stacks in ${config.name}.`, {
      hint: `Deploy them with: gworld deploy --env ${config.name}`,
    });
  return type === undefined ? rows : rows.filter((row) => matches(row.type, type));
}

const matches = (type: string, wanted: string) =>
  type.toLowerCase() === wanted.toLowerCase() || type.toLowerCase() === `aws::${wanted.toLowerCase()}`;
