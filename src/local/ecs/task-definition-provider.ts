import { list, text } from "../json.ts";
import type { ResourceProvider, ResourceRequest } from "../resource.ts";
import type { EcsContext } from "./context.ts";
import { apiObject, tagsIn } from "./shape.ts";
import { doneStep, stepOf } from "../step.ts";
import { deregisterTaskDefinition, registerTaskDefinition } from "./task-definitions.ts";

/** AWS::ECS::TaskDefinition: each change but of tags is a replacement, so a new revision. Ref is the ARN. */
export const taskDefinitionProvider = (context: EcsContext): ResourceProvider => ({
  types: ["AWS::ECS::TaskDefinition"],
  create: (request) =>
    stepOf(request, "AmazonECS", () => {
      const known = context.state.taskDefinitions.values().find(({ token }) => token === request.token);
      const { arn } = known ?? registerTaskDefinition(context, inputOf(request), request, request.token);
      return doneStep(arn, { TaskDefinitionArn: arn });
    }),
  update: (request) => {
    const row = context.state.taskDefinitions.get(request.physicalId);
    if (row) context.state.taskDefinitions.put(row.arn, { ...row, tags: tagsIn(inputOf(request)) });
    return doneStep(request.physicalId, { TaskDefinitionArn: request.physicalId });
  },
  delete: (request) => {
    const row = context.state.taskDefinitions.get(request.physicalId);
    if (row?.status === "ACTIVE") deregisterTaskDefinition(context, row);
    return doneStep(request.physicalId);
  },
});

function inputOf(request: ResourceRequest) {
  const given = apiObject(request.properties);
  return {
    ...given,
    family: text(given, "family") ?? request.generatedName(255),
    tags: [...Object.entries(request.tags).map(([key, value]) => ({ key, value })), ...list(given, "tags")],
  };
}
