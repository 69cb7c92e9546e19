import { isObject, type JsonObject } from "../../json.ts";
import { lookingAt } from "../changes/existing.ts";
import { shownValue } from "../changes/change.ts";
import type { Machine } from "../engine/machine.ts";
import type { DriftDetection, DriftDifference, ResourceDrift } from "../model/drift.ts";
import type { ResourceRecord } from "../model/resource.ts";
import type { StackRecord } from "../model/stack.ts";
import { differencesOf, type PropertyDifference } from "../spec/difference.ts";

/** Compares a resource with its template; undefined for a type that cannot be looked at. */
export async function detectDrift(
  machine: Machine,
  stack: StackRecord,
  record: ResourceRecord,
): Promise<ResourceDrift | undefined> {
  const { current, logicalId } = record;
  const spec = current && machine.specs.resource(current.type);
  const provider = current && machine.provider(current.type);
  if (!current || !spec || !provider?.read) return undefined;
  const at = machine.clock.now();
  const { physicalId, type } = current;
  const about = { stackId: stack.stackId, logicalId, physicalId, type, at };
  const live = await provider.read(lookingAt(stack, logicalId, current));
  if (!live) return { ...about, status: "DELETED", expected: current.properties, differences: [] };
  const expected = comparable(current.properties, live.properties);
  const actual = asSaid(expected, live.properties);
  const differences = differencesOf(spec, expected, actual, machine.specs).map((difference) => shown(difference));
  return { ...about, status: differences.length > 0 ? "MODIFIED" : "IN_SYNC", expected, actual, differences };
}

/** What the template says and the service can tell; a dynamic reference is not looked behind. */
const comparable = (expected: JsonObject, live: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(expected).filter(
      ([name, value]) => Object.hasOwn(live, name) && !(JSON.stringify(value) ?? "").includes("{{resolve:"),
    ),
  );

/** Of what the service tells, what the template has said: the rest are defaults, which never drift. */
const asSaid = (expected: JsonObject, live: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(expected).map(([name, value]) => {
      const found = live[name];
      return [name, isObject(value) && isObject(found) ? asSaid(value, found) : found];
    }),
  );

const shown = ({ path, before, after }: PropertyDifference): DriftDifference => ({
  path: `/${path.join("/")}`,
  expected: shownValue(before),
  actual: shownValue(after),
  kind: before === undefined ? "ADD" : after === undefined ? "REMOVE" : "NOT_EQUAL",
});

/** Looks at all resources of a stack and writes down what it finds; also called for what a restart found unfinished. */
export async function runDetection(machine: Machine, detection: DriftDetection): Promise<void> {
  const { records } = machine;
  const stack = records.stacks.get(detection.stackId);
  if (!stack || detection.status !== "DETECTION_IN_PROGRESS") return;
  const end = (outcome: Partial<DriftDetection>) => {
    if (!machine.stopped()) records.detections.put(detection.id, { ...detection, ...outcome });
  };
  try {
    let drifted = 0;
    for (const record of records.resources(stack.stackId)) {
      if (detection.only.length > 0 && !detection.only.includes(record.logicalId)) continue;
      const drift = await detectDrift(machine, stack, record);
      if (!drift) continue;
      if (!machine.stopped()) records.putDrift(drift);
      if (drift.status !== "IN_SYNC") drifted += 1;
    }
    end({ status: "DETECTION_COMPLETE", drifted });
  } catch (error) {
    end({ status: "DETECTION_FAILED", reason: error instanceof Error ? error.message : String(error) });
  }
}
