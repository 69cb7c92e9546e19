import { fargateProblem } from "../config/fargate.ts";
import { isRecord, listOf, recordAt, textAt } from "../json.ts";
import { at, type Rule, where } from "./rule.ts";
import { ofType, type Placed, target, type TemplateSet, textOf } from "./template-set.ts";

const services = (set: TemplateSet) => ofType(set, "AWS::ECS::Service");
const providers = (value: unknown) => listOf(value).map((one) => textAt(one, "CapacityProvider") ?? "");

export const capacityProviders: Rule = {
  id: "GW-L01",
  title: "a service uses only capacity providers that its cluster lists",
  check(set) {
    const listed = ofType(set, "AWS::ECS::ClusterCapacityProviderAssociations").flatMap(({ properties }) =>
      listOf(properties["CapacityProviders"]).map(textOf),
    );
    return services(set).flatMap((service) =>
      providers(service.properties["CapacityProviderStrategy"])
        .filter((provider) => !listed.includes(provider))
        .map((provider) => at(service, `the cluster does not list ${provider}: the service cannot be made`)),
    );
  },
};

export const autoscaling: Rule = {
  id: "GW-L12",
  title: "autoscaling owns the number of tasks: bounds in order, CPU and memory watched, no desired count",
  check(set) {
    const targets = ofType(set, "AWS::ApplicationAutoScaling::ScalableTarget");
    const policies = ofType(set, "AWS::ApplicationAutoScaling::ScalingPolicy");
    const scaled = services(set).map((service) => ({
      service,
      target: targets.find((one) => target(set, one.stack, one.properties["ResourceId"])?.id === service.id),
    }));
    return [
      ...where(
        services(set),
        ({ properties }) => properties["DesiredCount"] !== undefined,
        "a desired count is set anew at every deployment",
      ),
      ...where(
        targets,
        ({ properties }) => Number(properties["MinCapacity"]) > Number(properties["MaxCapacity"]),
        "its minimum is above its maximum",
      ),
      ...scaled.flatMap((one) => (one.target === undefined ? [at(one.service, "nothing scales it")] : [])),
      ...scaled.flatMap(({ target: found }) =>
        found === undefined
          ? []
          : ["ECSServiceAverageCPUUtilization", "ECSServiceAverageMemoryUtilization"]
              .filter((metric) => !policies.some((policy) => follows(set, policy, found, metric)))
              .map((metric) => at(found, `no policy follows ${metric}`)),
      ),
    ];
  },
};

function follows(set: TemplateSet, policy: Placed, scalable: Placed, metric: string): boolean {
  const tracking = recordAt(policy.properties, "TargetTrackingScalingPolicyConfiguration");
  const followed = textAt(recordAt(tracking, "PredefinedMetricSpecification"), "PredefinedMetricType");
  return followed === metric && target(set, policy.stack, policy.properties["ScalingTargetId"])?.id === scalable.id;
}

const tasks = (set: TemplateSet) => ofType(set, "AWS::ECS::TaskDefinition");
const containers = ({ properties }: Placed) => listOf(properties["ContainerDefinitions"]).filter(isRecord);

/**
 * A digest, or the exact version of the starter: its digest is one for all platforms that a registry alone knows, and the
 * first release replaces it.
 */
const pinned = /(?:@sha256:[0-9a-f]{64}|:\d+\.\d+\.\d+[\w.-]*)$/;

export const pinnedImages: Rule = {
  id: "GW-L13",
  title: "images are pinned: the same template never runs something else",
  check: (set) =>
    tasks(set).flatMap((task) =>
      containers(task)
        .map(({ Image: image }) => task.stack.template.parameters.get(textAt(image, "Ref") ?? "") ?? textOf(image))
        .filter((image) => !pinned.test(image))
        .map((image) => at(task, `${image} is neither a digest nor an exact version`)),
    ),
};

export const taskSizes: Rule = {
  id: "GW-L14",
  title: "Fargate has the size of every task, and its platform is told",
  check: (set) =>
    tasks(set).flatMap((task) => {
      const { Cpu: cpu, Memory: memory, RuntimePlatform: platform } = task.properties;
      const problem = fargateProblem(Number(cpu), Number(memory));
      return [
        ...(problem === undefined ? [] : [at(task, problem)]),
        ...(textAt(platform, "CpuArchitecture") === undefined ? [at(task, "no processor architecture is told")] : []),
      ];
    }),
};
