import { listOf, recordAt } from "../json.ts";
import { placed, taskCount, taskSize, type TaskSize } from "../service-tasks.ts";
import { numberAt, referenced } from "../template-values.ts";
import { charge, type Charge, type Rate } from "./charge.ts";
import { hoursAMonth, prices } from "./price-list.ts";

/** Prices of the services: their tasks, their images and what they log. */
export const serviceRates: Readonly<Record<string, Rate>> = {
  "AWS::ECS::Service": ({ properties }, { template, tasks }, logicalId) => {
    const size = taskSize(template.resources.get(referenced(properties["TaskDefinition"]) ?? ""));
    if (size === undefined) return [{ unpriced: "its task definition says no size" }];
    const count = taskCount(template, logicalId, properties)[tasks];
    const { standard, spot } = placed(listOf(properties["CapacityProviderStrategy"]), count);
    return [...fargate(size, standard, ""), ...fargate(size, spot, "Spot")];
  },
  "AWS::ECS::TaskDefinition": ({ properties }, { usage, share, template }) => {
    const gb = usage.logGb * share("AWS::ECS::TaskDefinition");
    const [container] = listOf(properties["ContainerDefinitions"]);
    const options = recordAt(recordAt(container, "LogConfiguration"), "Options");
    const group = template.resources.get(referenced(options["awslogs-group"]) ?? "");
    const days = numberAt(group?.properties, "RetentionInDays") ?? 30;
    return [
      charge("Logs of services", gb, prices.logGb),
      charge("Logs of services, kept", (gb * days) / 30, prices.logStoredGb),
    ];
  },
  "AWS::ECR::Repository": (_, { usage, share }) => [
    charge("Images", usage.imageGb * share("AWS::ECR::Repository"), prices.imageGb),
  ],
};

function fargate({ vcpu, gb, arm }: TaskSize, tasks: number, how: "" | "Spot"): readonly Charge[] {
  if (tasks === 0) return [];
  const kind = how === "Spot" ? "Fargate Spot" : "Fargate";
  return [
    charge(`${kind} vCPUs`, vcpu * tasks * hoursAMonth, prices[`${arm ? "arm" : "x86"}${how}VcpuHour`]),
    charge(`${kind} memory`, gb * tasks * hoursAMonth, prices[`${arm ? "arm" : "x86"}${how}GbHour`]),
  ];
}
