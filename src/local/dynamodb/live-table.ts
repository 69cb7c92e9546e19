import { type JsonObject, list, text } from "../json.ts";
import type { ExistingRequest } from "../resource.ts";
import { tagList, tagsOf } from "../tag-list.ts";
import type { TableRecord } from "./table.ts";

/** Of a table what a template says and a client can change, in the template's words; indexes are not told. */
export const liveTable = (table: TableRecord, asked: ExistingRequest): JsonObject => ({
  TableName: table.name,
  BillingMode: table.onDemandSince === null ? "PROVISIONED" : "PAY_PER_REQUEST",
  KeySchema: table.keySchema,
  AttributeDefinitions: inOrderOf(list(asked.properties, "AttributeDefinitions"), table.attributes, "AttributeName"),
  Tags: inOrderOf(list(asked.properties, "Tags"), ownTags(table, asked), "Key"),
  DeletionProtectionEnabled: table.protected,
  PointInTimeRecoverySpecification: {
    PointInTimeRecoveryEnabled: table.recovery !== null,
    RecoveryPeriodInDays: table.recovery?.days,
  },
  TimeToLiveSpecification: table.timeToLive === null ? undefined : { AttributeName: table.timeToLive, Enabled: true },
});

/** The stack's own tags are on the table and in no template. */
function ownTags({ tags }: TableRecord, asked: ExistingRequest): readonly JsonObject[] {
  const said = tagsOf(asked.properties);
  return tagList(tags).filter((tag) => {
    const key = text(tag, "Key") ?? "";
    return Object.hasOwn(said, key) || asked.tags[key] !== text(tag, "Value");
  });
}

/** Neither list has an order of its own: in the template's, they differ only where something is different. */
function inOrderOf(said: ReturnType<typeof list>, live: readonly JsonObject[], key: string): readonly JsonObject[] {
  const place = (wanted: JsonObject) => {
    const found = said.findIndex((each) => text(each, key) === text(wanted, key));
    return found < 0 ? said.length : found;
  };
  return live.toSorted((a, b) => place(a) - place(b));
}
