import type { JsonObject } from "../json.ts";
import type { TableRecord } from "./table.ts";

/** Of a table what a template says and a client can change, in the template's words; indexes are not told. */
export const liveTable = (table: TableRecord): JsonObject => ({
  TableName: table.name,
  BillingMode: table.onDemandSince === null ? "PROVISIONED" : "PAY_PER_REQUEST",
  KeySchema: table.keySchema,
  DeletionProtectionEnabled: table.protected,
  PointInTimeRecoverySpecification: {
    PointInTimeRecoveryEnabled: table.recovery !== null,
    RecoveryPeriodInDays: table.recovery?.days,
  },
  TimeToLiveSpecification: table.timeToLive === null ? undefined : { AttributeName: table.timeToLive, Enabled: true },
});
