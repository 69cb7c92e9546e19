import { stackName, stackRegion, type StackPart } from "../../model/graph.ts";
import { bucketName, bucketUses, pascalCase, tableName, worldTables } from "../../model/names.ts";
import { removal, type RetainedResource } from "../../model/retained.ts";
import type { DestroyPorts, Destroyed } from "../destroy.ts";

/**
 * What is still in the account and costs: what the stacks said they leave, and by their names the tables and buckets that an
 * earlier run has left, which no stack tells of any more.
 */
export async function leftBehind(
  ports: DestroyPorts,
  told: readonly RetainedResource[],
): Promise<Destroyed["retained"]> {
  const { config } = ports;
  const known = new Set(told.map(({ physicalId }) => physicalId));
  const earlier = (await named(ports)).filter(({ physicalId }) => !known.has(physicalId));
  const regions = new Map(told.map(({ stack }) => [stack, regionOf(config, stack)]));
  return [...told, ...earlier].map((one) => {
    const remove = removal(one, regions.get(one.stack) ?? config.region);
    return remove === undefined ? one : { ...one, remove };
  });
}

const regionOf = ({ name, region }: DestroyPorts["config"], stack: string) => {
  const edge: StackPart = "edge";
  return stack === stackName(name, edge) ? stackRegion(edge, region) : region;
};

/** Those of our own names that exist. What cannot be asked is not told. */
async function named({ config, tables, objects, identity }: DestroyPorts): Promise<readonly RetainedResource[]> {
  const { name, region } = config;
  const stack = stackName(name, "storage");
  const { account } = await identity.caller();
  const candidates = [
    ...worldTables.map((table) => ({
      logicalId: `${table}Table`,
      physicalId: tableName(name, table),
      type: "AWS::DynamoDB::Table",
      exists: async (id: string) => (await tables.describe(id)) !== undefined,
    })),
    ...bucketUses.map((use) => ({
      logicalId: `${pascalCase(use)}Bucket`,
      physicalId: bucketName(name, use, account, region),
      type: "AWS::S3::Bucket",
      exists: (id: string) => objects(region).bucketExists(id),
    })),
  ];
  const found = await Promise.all(
    candidates.map(async ({ exists, ...one }) =>
      (await exists(one.physicalId).catch(() => false)) ? [{ stack, ...one }] : [],
    ),
  );
  return found.flat();
}
