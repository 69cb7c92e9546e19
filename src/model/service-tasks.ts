import { isRecord, textAt } from "./json.ts";
import type { Template, TemplateResource } from "./template.ts";
import { numberAt, referenced } from "./template-values.ts";

export interface TaskSize {
  readonly vcpu: number;
  readonly gb: number;
  readonly arm: boolean;
}

/** The size of a Fargate task. Undefined where the template does not say it in numbers. */
export function taskSize(definition: TemplateResource | undefined): TaskSize | undefined {
  const cpu = numberAt(definition?.properties, "Cpu");
  const memory = numberAt(definition?.properties, "Memory");
  if (definition === undefined || cpu === undefined || memory === undefined) return undefined;
  const arm = textAt(definition.properties["RuntimePlatform"], "CpuArchitecture") === "ARM64";
  return { vcpu: cpu / 1_024, gb: memory / 1_024, arm };
}

/** The bounds of a service: those of its autoscaling, else its desired count. */
export function taskCount(template: Template, logicalId: string, properties: TemplateResource["properties"]) {
  const target = [...template.resources.values()].find(
    ({ type, properties: { ResourceId: id } }) =>
      type === "AWS::ApplicationAutoScaling::ScalableTarget" && mentions(id, logicalId),
  );
  const fixed = numberAt(properties, "DesiredCount") ?? 1;
  return {
    min: numberAt(target?.properties, "MinCapacity") ?? fixed,
    max: numberAt(target?.properties, "MaxCapacity") ?? fixed,
  };
}

function mentions(value: unknown, logicalId: string): boolean {
  if (referenced(value) === logicalId) return true;
  if (Array.isArray(value)) return value.some((one) => mentions(one, logicalId));
  return isRecord(value) && Object.values(value).some((one) => mentions(one, logicalId));
}

/** How ECS spreads tasks over a capacity provider strategy: bases first, the rest by weight. */
export function placed(strategy: readonly unknown[], tasks: number): { standard: number; spot: number } {
  if (strategy.length === 0) return { standard: tasks, spot: 0 };
  const providers = strategy.map((one) => ({
    spot: textAt(one, "CapacityProvider") === "FARGATE_SPOT",
    base: numberAt(one, "Base") ?? 0,
    weight: numberAt(one, "Weight") ?? 0,
  }));
  const weights = providers.reduce((sum, { weight }) => sum + weight, 0);
  const bases = Math.min(
    tasks,
    providers.reduce((sum, { base }) => sum + base, 0),
  );
  const spot = providers
    .filter((one) => one.spot)
    .reduce(
      (sum, { base, weight }) => sum + Math.min(base, tasks) + (weights && ((tasks - bases) * weight) / weights),
      0,
    );
  return { standard: tasks - spot, spot };
}
