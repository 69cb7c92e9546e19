import { listOf, recordAt } from "../json.ts";
import { placed, taskCount, taskSize } from "../service-tasks.ts";
import type { Template } from "../template.ts";
import { numberAt, referenced } from "../template-values.ts";
import type { Need } from "./quota.ts";

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

function vcpusOf(
  template: Template,
  logicalId: string,
  properties: Readonly<Record<string, unknown>>,
  capacity: "standard" | "spot",
) {
  const size = taskSize(template.resources.get(referenced(properties["TaskDefinition"]) ?? ""));
  const count = taskCount(template, logicalId, properties);
  const strategy = listOf(properties["CapacityProviderStrategy"]);
  const rollout = (numberAt(recordAt(properties, "DeploymentConfiguration"), "MaximumPercent") ?? 200) / 100;
  const of = (tasks: number) => placed(strategy, tasks)[capacity] * (size?.vcpu ?? 0);
  return { least: of(count.min), most: of(count.max) * rollout };
}
