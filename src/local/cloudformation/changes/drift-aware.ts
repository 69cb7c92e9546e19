import { isObject, list, object, text, type Json, type JsonObject } from "../../json.ts";
import type { ActualStates } from "../drift/actual.ts";
import type { ResourceRecord } from "../model/resource.ts";
import { context, resourceChange, type ResourceChange } from "./change.ts";

/** What a drift-aware change set tells of a resource besides its change; the three-way comparison of API_ResourceChange. */
export function driftAware(
  change: ResourceChange | undefined,
  record: ResourceRecord | undefined,
  actual: ActualStates,
): ResourceChange | undefined {
  const live = record && actual[record.logicalId];
  if (!record?.current) return change;
  if (!change) return live ? synchronised(record, live) : undefined;
  const status = { ResourceDriftStatus: live === undefined ? "IN_SYNC" : live === null ? "DELETED" : "MODIFIED" };
  const previous = { PreviousDeploymentContext: context(record.current.properties) };
  return {
    ...change,
    plain: withMembers(change.plain, status),
    valued: withMembers(change.valued, {
      ...status,
      ...previous,
      Details: list(object(change.valued, "ResourceChange"), "Details").map((detail) => withOrigins(detail)),
    }),
  };
}

/** The template was brought to what is there: only what CloudFormation knows changes. */
function synchronised({ logicalId, type, current }: ResourceRecord, live: JsonObject): ResourceChange {
  const plain = {
    Action: "SyncWithActual",
    Details: [],
    LogicalResourceId: logicalId,
    PhysicalResourceId: current?.physicalId,
    ResourceDriftStatus: "MODIFIED",
    ResourceType: type,
    Scope: [],
  };
  const contexts = {
    BeforeContext: context(live),
    AfterContext: context(live),
    PreviousDeploymentContext: context(current?.properties ?? {}),
  };
  return {
    logicalId,
    replacement: undefined,
    plain: resourceChange(plain),
    valued: resourceChange({ ...plain, ...contexts }),
  };
}

const withMembers = (change: JsonObject, more: JsonObject) =>
  resourceChange({ ...object(change, "ResourceChange"), ...more });

function withOrigins(detail: Json): Json {
  const target = object(detail, "Target");
  if (!isObject(detail) || text(target, "Path") === undefined) return detail;
  return {
    ...detail,
    Target: {
      ...target,
      ...(target["BeforeValue"] === undefined ? {} : { BeforeValueFrom: "ACTUAL_STATE" }),
      ...(target["AfterValue"] === undefined ? {} : { AfterValueFrom: "TEMPLATE" }),
    },
  };
}
