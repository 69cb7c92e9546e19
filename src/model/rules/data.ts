import { listOf, recordAt, textAt } from "../json.ts";
import { lostWith } from "../stateful-types.ts";
import { at, type Rule, where } from "./rule.ts";
import { ofType, resourcesOf, target, type TemplateSet } from "./template-set.ts";

export const redisFailover: Rule = {
  id: "GW-L08",
  title: "Redis in several zones can fail over, and its number of nodes changes in place",
  check: (set) =>
    ofType(set, "AWS::ElastiCache::ReplicationGroup").flatMap((group) => {
      const { properties, stack } = group;
      const subnets = target(set, stack, properties["CacheSubnetGroupName"])?.properties["SubnetIds"];
      const problems = {
        "ReplicasPerNodeGroup replaces the group when it changes": properties["ReplicasPerNodeGroup"] !== undefined,
        "has no number of nodes": properties["NumCacheClusters"] === undefined,
        // ElastiCache API reference, CreateReplicationGroup: refused after all else of the stack has been made.
        "automatic failover needs two nodes or more":
          properties["AutomaticFailoverEnabled"] === true && Number(properties["NumCacheClusters"]) < 2,
        ...(properties["MultiAZEnabled"] === true && {
          "several zones need automatic failover": properties["AutomaticFailoverEnabled"] !== true,
          "several zones need subnets in two or more": !inSeveralZones(set, subnets),
        }),
      };
      return Object.entries(problems).flatMap(([what, is]) => (is ? [at(group, what)] : []));
    }),
};

/** Subnets given as a list of the network stack, of which each is in a zone of its own. */
function inSeveralZones(set: TemplateSet, subnets: unknown): boolean {
  if (Array.isArray(subnets)) return subnets.length > 1;
  const network = set.stacks.find(({ part }) => part === "network");
  const joined = listOf(recordAt({ all: network?.template.outputs.get("IsolatedSubnetIds") }, "all")["Fn::Join"])[1];
  return listOf(joined).length > 1;
}

export const regionSingletons: Rule = {
  id: "GW-L09",
  title: "what a Region has one of belongs to the bootstrap, which keeps it",
  check: (set) => [
    ...where(
      ofType(set, "AWS::ApiGateway::Account"),
      ({ stack }) => stack.part !== "bootstrap",
      "two environments would take it from each other",
    ),
    ...where(
      ofType(set, "AWS::ApiGateway::Account"),
      ({ deletionPolicy }) => deletionPolicy !== "Retain",
      "other APIs of the Region lose their logs with it",
    ),
  ],
};

const keeping = ["Retain", "RetainExceptOnCreate", "Snapshot"];

/** Messages on their way, not data: a queue that stayed would take its name from the next one. */
const passing = ["AWS::SQS::Queue"];

export const dataKept: Rule = {
  id: "GW-L10",
  title: "what holds data says what becomes of it, and stays where data is kept",
  check: (set) =>
    set.stacks
      .flatMap(resourcesOf)
      .filter(({ type }) => lostWith(type) !== undefined)
      .flatMap((resource) => {
        const { deletionPolicy, updateReplacePolicy, stack, type } = resource;
        if (deletionPolicy === undefined || updateReplacePolicy === undefined)
          return [at(resource, "does not say what becomes of it when its stack lets go of it")];
        const kept = (set.config.retainData || stack.part === "bootstrap") && !passing.includes(type);
        const stays = keeping.includes(deletionPolicy) && keeping.includes(updateReplacePolicy);
        return kept && !stays ? [at(resource, `is lost with its stack, and with it ${lostWith(type)}`)] : [];
      }),
};

const wide = "embedding";

export const narrowIndexes: Rule = {
  id: "GW-L26",
  title: "no index carries an embedding: each copy is written again with every memory",
  check: (set) =>
    ofType(set, "AWS::DynamoDB::Table").flatMap((table) =>
      listOf(table.properties["GlobalSecondaryIndexes"]).flatMap((index) => {
        const projection = recordAt(index, "Projection");
        const copies =
          listOf(projection["NonKeyAttributes"]).includes(wide) ||
          (textAt(projection, "ProjectionType") === "ALL" && table.id.startsWith("MemoryStreams"));
        return copies ? [at(table, `index ${textAt(index, "IndexName")} carries ${wide}`)] : [];
      }),
    ),
};
