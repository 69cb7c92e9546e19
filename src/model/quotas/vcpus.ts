import { listOf, recordAt, textAt } from "../json.ts";
import { placed, taskCount, taskSize } from "../service-tasks.ts";
import type { Template } from "../template.ts";
import { numberAt, referenced } from "../template-values.ts";
import { same, type Need } from "./quota.ts";

/** Which capacity each of Fargate's quotas limits, by its code. */
export const fargateCodes: Readonly<Record<string, "standard" | "spot">> = {
  "L-3032A538": "standard",
  "L-36FBB829": "spot",
};

/** vCPUs of Fargate: while the fewest tasks of each service run, and while its most tasks are being replaced. */
export const vcpus =
  (capacity: "standard" | "spot"): Need =>
  (templates) => {
    const each = templates.flatMap((template) =>
      [...template.resources].flatMap(([logicalId, { type, properties }]) =>
        type === "AWS::ECS::Service" ? [vcpusOf(template, logicalId, properties, capacity)] : [],
      ),
    );
    const sum = (which: "least" | "most") => each.reduce((total, one) => total + one[which], 0);
    return { least: sum("least"), most: sum("most") };
  };

/** What a rollout is known by. */
export interface Rollouts {
  /** Logical IDs of services whose tasks are replaced. */
  readonly changed: ReadonlySet<string>;
  /** How many tasks run now, by the service's name. */
  readonly running: ReadonlyMap<string, number>;
}

/** vCPUs of Fargate while the tasks that run now are replaced: for a time both the old and the new ones run. */
export const rolloutVcpus =
  (capacity: "standard" | "spot", { changed, running }: Rollouts): Need =>
  (templates) =>
    same(
      templates
        .flatMap((template) => [...template.resources].map((entry) => ({ template, entry })))
        .filter(({ entry: [, { type }] }) => type === "AWS::ECS::Service")
        .reduce((sum, { template, entry: [logicalId, { properties }] }) => {
          const { min, surge, of } = sizeOf(template, logicalId, properties, capacity);
          const tasks = running.get(textAt(properties, "ServiceName") ?? "") ?? min;
          return sum + of(tasks) * (changed.has(logicalId) ? surge : 1);
        }, 0),
    );

function vcpusOf(
  template: Template,
  logicalId: string,
  properties: Readonly<Record<string, unknown>>,
  capacity: "standard" | "spot",
) {
  const { min, max, surge, of } = sizeOf(template, logicalId, properties, capacity);
  return { least: of(min), most: of(max) * surge };
}

function sizeOf(
  template: Template,
  logicalId: string,
  properties: Readonly<Record<string, unknown>>,
  capacity: "standard" | "spot",
) {
  const size = taskSize(template.resources.get(referenced(properties["TaskDefinition"]) ?? ""));
  const strategy = listOf(properties["CapacityProviderStrategy"]);
  const surge = (numberAt(recordAt(properties, "DeploymentConfiguration"), "MaximumPercent") ?? 200) / 100;
  const of = (tasks: number) => placed(strategy, tasks)[capacity] * (size?.vcpu ?? 0);
  return { ...taskCount(template, logicalId, properties), surge, of };
}
