import { randomUUID } from "node:crypto";
import { text, texts, type JsonObject } from "../../json.ts";
import { detectDrift, runDetection } from "../drift/detect.ts";
import type { Records } from "../records.ts";
import type { DriftDetection, ResourceDrift } from "../model/drift.ts";
import type { ResourceRecord } from "../model/resource.ts";
import { isBusy, isDeleted, type StackRecord } from "../model/stack.ts";
import { invalid } from "../refusal.ts";
import { instant, page, present } from "./paging.ts";
import { requiredStack } from "./request.ts";
import type { Api, Handler } from "./service.ts";

/** Answers at once; what is found is asked for by the ID that is answered. */
export const detectStackDrift: Handler = ({ machine, ...api }, input, call) => {
  const stack = comparable({ machine, ...api }, input, call);
  const detection: DriftDetection = {
    id: randomUUID(),
    stackId: stack.stackId,
    startedAt: machine.clock.now(),
    only: texts(input, "LogicalResourceIds"),
    status: "DETECTION_IN_PROGRESS",
    drifted: 0,
  };
  machine.records.detections.put(detection.id, detection);
  machine.later(0, () => void runDetection(machine, detection));
  return { StackDriftDetectionId: detection.id };
};

/** A stack that nothing is being done to; a deleted one has nothing to compare. */
function comparable(api: Api, input: JsonObject, call: Parameters<Handler>[2]): StackRecord {
  const stack = requiredStack(api, input, call);
  if (isBusy(stack) || isDeleted(stack) || stack.status === "REVIEW_IN_PROGRESS")
    throw invalid(`Drift detection cannot be performed on stack [${stack.stackId}] in ${stack.status} state.`);
  return stack;
}

/** How far a detection is, and what it came to. */
export const describeStackDriftDetectionStatus: Handler = ({ machine }, input) => {
  const id = text(input, "StackDriftDetectionId") ?? "";
  const detection = machine.records.detections.get(id);
  if (!detection) throw invalid(`Drift detection with id ${id} does not exist`);
  return present({
    StackId: detection.stackId,
    StackDriftDetectionId: id,
    DetectionStatus: detection.status,
    DetectionStatusReason: detection.reason,
    Timestamp: instant(detection.startedAt),
    ...(detection.status === "DETECTION_COMPLETE"
      ? { StackDriftStatus: statusOf(detection), DriftedStackResourceCount: detection.drifted }
      : {}),
  });
};

const statusOf = ({ drifted }: DriftDetection) => (drifted > 0 ? "DRIFTED" : "IN_SYNC");

/** Resources that were looked at, by logical ID. */
export const describeStackResourceDrifts: Handler = (api, input, call) => {
  const { records } = api.machine;
  const stack = requiredStack(api, input, call);
  const wanted = texts(input, "StackResourceDriftStatusFilters");
  const found = records
    .resources(stack.stackId)
    .flatMap((record) => records.driftOf(record) ?? [])
    .filter(({ status }) => wanted.length === 0 || wanted.includes(status));
  const { items, next } = page(found, ({ logicalId }) => logicalId, input);
  return { StackResourceDrifts: items.map((drift) => shown(drift)), ...next };
};

/** Looks at one resource and answers what it finds. */
export const detectStackResourceDrift: Handler = async (api, input, call) => {
  const { records } = api.machine;
  const stack = comparable(api, input, call);
  const logicalId = text(input, "LogicalResourceId") ?? "";
  const record = records.resources(stack.stackId).find((each) => each.logicalId === logicalId);
  if (!record) throw invalid(`Resource ${logicalId} does not exist for stack ${stack.name}`);
  const drift = await detectDrift(api.machine, stack, record);
  if (!drift) throw invalid(`Drift detection is not supported for the resource type ${record.type}`);
  records.putDrift(drift);
  return { StackResourceDrift: shown(drift) };
};

const shown = (drift: ResourceDrift): JsonObject =>
  present({
    StackId: drift.stackId,
    LogicalResourceId: drift.logicalId,
    PhysicalResourceId: drift.physicalId,
    ResourceType: drift.type,
    StackResourceDriftStatus: drift.status,
    Timestamp: instant(drift.at),
    ExpectedProperties: JSON.stringify(drift.expected),
    ActualProperties: drift.actual && JSON.stringify(drift.actual),
    PropertyDifferences: drift.differences.map(({ path, expected, actual, kind }) => ({
      PropertyPath: path,
      ExpectedValue: expected ?? "null",
      ActualValue: actual ?? "null",
      DifferenceType: kind,
    })),
  });

/** What the Describe calls say of a stack's drift. */
export function stackDrift(records: Records, stack: StackRecord): JsonObject {
  const newest = records.newestDetection(stack);
  return newest?.status === "DETECTION_COMPLETE"
    ? { StackDriftStatus: statusOf(newest), LastCheckTimestamp: instant(newest.startedAt) }
    : { StackDriftStatus: "NOT_CHECKED" };
}

/** What the Describe calls say of a resource's drift. */
export function resourceDrift(records: Records, record: ResourceRecord): JsonObject {
  const drift = records.driftOf(record);
  return drift
    ? { StackResourceDriftStatus: drift.status, LastCheckTimestamp: instant(drift.at) }
    : { StackResourceDriftStatus: "NOT_CHECKED" };
}
