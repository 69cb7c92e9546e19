import type { Place } from "./declared-name.ts";
import { isRecord, listOf } from "./json.ts";
import type { DeployPlan, StackPlan } from "./plan.ts";
import { readTemplate, type Template, type TemplateResource } from "./template.ts";

/** A task definition that a plan makes or makes anew, with what its values are resolved by. */
export interface PlannedTask {
  readonly logicalId: string;
  readonly stack: Pick<StackPlan, "name" | "region">;
  readonly properties: TemplateResource["properties"];
  readonly containers: readonly Readonly<Record<string, unknown>>[];
  readonly place: Place;
}

/** The task definitions that a plan touches: those of its other stacks, and unchanged ones, are left alone. */
export const plannedTasks = ({ stacks, account }: Pick<DeployPlan, "stacks" | "account">): readonly PlannedTask[] =>
  stacks.flatMap((stack) => {
    const changed = new Set(stack.changes.filter(({ action }) => action !== "Remove").map((one) => one.logicalId));
    const template = readTemplate(stack.template.body);
    const place = placeOf(stack, template, account);
    return [...template.resources].flatMap(([logicalId, { type, properties }]) =>
      type === "AWS::ECS::TaskDefinition" && changed.has(logicalId)
        ? [
            {
              logicalId,
              stack,
              properties,
              place,
              containers: listOf(properties["ContainerDefinitions"]).filter(isRecord),
            },
          ]
        : [],
    );
  });

/** Where the values of a stack's template are resolved: parameters that come from a stack upstream may not be known yet. */
export function placeOf({ region, parameters }: StackPlan, template: Template, account: string): Required<Place> {
  const defaults = [...template.parameters].flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return { account, region, parameters: new Map([...defaults, ...Object.entries(parameters)]) };
}
