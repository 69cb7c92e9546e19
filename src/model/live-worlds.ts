import { serviceNames } from "./environment.ts";
import { pascalCase } from "./names.ts";
import type { PlannedChange, StackPlan } from "./plan.ts";

/** Worlds that run, and what a plan does to them. */
export interface LiveWorlds {
  readonly active: readonly string[];
  readonly because: readonly string[];
}

/** What of a plan those notice who live in a world; nothing for most plans. */
export function disturbances(stacks: readonly Pick<StackPlan, "action" | "changes">[]): readonly string[] {
  const changes = stacks.filter(({ action }) => action === "update").flatMap((stack) => stack.changes);
  const renewed = serviceNames.filter((service) => changes.some((change) => renews(change, pascalCase(service))));
  return [
    ...renewed.map((service) =>
      service === "agent-runtime"
        ? "new tasks of agent-runtime take the worlds over, which pause meanwhile"
        : `${service} gets new tasks`,
    ),
    ...changes.flatMap(({ type, logicalId, action, risk }) => {
      if (type === "AWS::ElastiCache::ReplicationGroup" && action !== "Add") return ["the cache is changed"];
      const isLost = risk === "data-loss" || risk === "data-in-doubt" || risk === "data-left-behind";
      return type === "AWS::DynamoDB::Table" && isLost ? [`${logicalId} may lose what they are made of`] : [];
    }),
  ];
}

/** A service whose scaling alone changes keeps its tasks. */
const renews = ({ type, logicalId, action, replacement }: PlannedChange, service: string) =>
  logicalId.startsWith(service) &&
  ((type === "AWS::ECS::TaskDefinition" && replacement === "True") ||
    (type === "AWS::ECS::Service" && (replacement === "True" || action === "Remove")));
