import { list, text, texts, type JsonObject } from "../json.ts";
import { ServiceError } from "../service.ts";
import { tagList, tagsOf, withoutTags } from "../tag-list.ts";
import type { Dynamo, TableOperation } from "./dynamo.ts";
import { invalid } from "./refuse.ts";
import { tableKey, type TableRecord } from "./table.ts";

export const tagResource: TableOperation = async (dynamo, input, { region }) => {
  const table = taggedTable(dynamo, input, region);
  if (list(input, "Tags").length === 0) throw invalid("Atleast one Tag needs to be provided as Input.");
  const tags = { ...table.tags, ...tagsOf(input) };
  if (Object.keys(tags).length > 50) throw invalid("Too many tags: a resource can have at most 50 tags");
  dynamo.tables.put(tableKey(region, table.name), { ...table, tags });
  return {};
};

export const untagResource: TableOperation = async (dynamo, input, { region }) => {
  const table = taggedTable(dynamo, input, region);
  const gone = texts(input, "TagKeys");
  if (gone.length === 0) throw invalid("Atleast one Tag Key needs to be provided as Input.");
  const tags = withoutTags(table.tags, gone);
  dynamo.tables.put(tableKey(region, table.name), { ...table, tags });
  return {};
};

export const listTagsOfResource: TableOperation = async (dynamo, input, { region }) => {
  const { tags } = taggedTable(dynamo, input, region);
  return { Tags: tagList(tags) };
};

function taggedTable({ tables }: Dynamo, input: JsonObject, region: string): TableRecord {
  const arn = text(input, "ResourceArn");
  if (arn === undefined) throw invalid("Invalid TableArn");
  const name = /^arn:aws:dynamodb:[^:]+:\d+:table\/([^/]{3,})$/.exec(arn)?.[1];
  if (name === undefined) throw invalid(`Invalid TableArn: Invalid ResourceArn provided as input ${arn}`);
  const table = tables.get(tableKey(region, name));
  // The spelling is AWS's.
  if (table === undefined || table.arn !== arn)
    throw new ServiceError("ResourceNotFoundException", `Requested resource not found: ResourcArn: ${arn} not found`);
  return table;
}
