import { bool, number, object, text } from "../json.ts";
import { ServiceError } from "../service.ts";
import { tableName, tableOf, type Dynamo, type TableOperation } from "./dynamo.ts";
import { invalid } from "./refuse.ts";
import { tableKey, type TableRecord } from "./table.ts";

/** The newest moment a table can be restored to lies about five minutes back. */
const restoreLagSeconds = 300;

export const describeContinuousBackups: TableOperation = async (dynamo, input, { region }) => {
  const table = backedUpTable(dynamo, tableName(input), region);
  return { ContinuousBackupsDescription: backups(dynamo, table) };
};

export const updateContinuousBackups: TableOperation = async (dynamo, input, { region }) => {
  const table = backedUpTable(dynamo, tableName(input), region);
  const wanted = object(input, "PointInTimeRecoverySpecification");
  const enabled = bool(wanted, "PointInTimeRecoveryEnabled");
  if (enabled === undefined)
    throw invalid(
      "1 validation error detected: Value null at 'pointInTimeRecoverySpecification.pointInTimeRecoveryEnabled' failed to satisfy constraint: Member must not be null",
    );
  const days = number(wanted, "RecoveryPeriodInDays") ?? table.recovery?.days ?? 35;
  if (days < 1 || days > 35) throw invalid("Recovery period must be between 1 and 35 days");
  const recovery = enabled ? { since: table.recovery?.since ?? dynamo.now() / 1000, days } : null;
  const changed = { ...table, recovery };
  dynamo.tables.put(tableKey(region, table.name), changed);
  return { ContinuousBackupsDescription: backups(dynamo, changed) };
};

function backups(dynamo: Dynamo, { recovery }: TableRecord) {
  const newest = dynamo.now() / 1000 - restoreLagSeconds;
  return {
    ContinuousBackupsStatus: "ENABLED",
    PointInTimeRecoveryDescription:
      recovery === null
        ? { PointInTimeRecoveryStatus: "DISABLED" }
        : {
            PointInTimeRecoveryStatus: "ENABLED",
            RecoveryPeriodInDays: recovery.days,
            EarliestRestorableDateTime: Math.max(recovery.since, newest - recovery.days * 86_400),
            LatestRestorableDateTime: Math.max(recovery.since, newest),
          },
  };
}

function backedUpTable({ tables }: Dynamo, name: string, region: string): TableRecord {
  const table = tables.get(tableKey(region, name));
  if (table === undefined) throw new ServiceError("TableNotFoundException", `Table not found: ${name}`);
  return table;
}

export const describeTimeToLive: TableOperation = async (dynamo, input, { region }) => {
  const { timeToLive } = tableOf(dynamo, input, region);
  return {
    TimeToLiveDescription:
      timeToLive === null
        ? { TimeToLiveStatus: "DISABLED" }
        : { TimeToLiveStatus: "ENABLED", AttributeName: timeToLive },
  };
};

/** Remembers the attribute. Expired items stay: AWS promises no moment either, "within a few days". */
export const updateTimeToLive: TableOperation = async (dynamo, input, { region }) => {
  const table = tableOf(dynamo, input, region);
  const specification = object(input, "TimeToLiveSpecification");
  const attribute = text(specification, "AttributeName") ?? "";
  const enabled = bool(specification, "Enabled");
  if (enabled === undefined || attribute === "")
    throw invalid("TimeToLiveSpecification.AttributeName must be non empty");
  if (enabled && table.timeToLive === attribute) throw invalid("TimeToLive is already enabled");
  if (!enabled && table.timeToLive === null) throw invalid("TimeToLive is already disabled");
  if (table.timeToLive !== null && table.timeToLive !== attribute)
    throw invalid(`TimeToLive is active on a different AttributeName: current AttributeName is ${table.timeToLive}`);
  dynamo.tables.put(tableKey(region, table.name), { ...table, timeToLive: enabled ? attribute : null });
  return { TimeToLiveSpecification: specification };
};
