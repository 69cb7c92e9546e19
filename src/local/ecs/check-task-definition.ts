import { type JsonObject, list, number, object, text, texts } from "../json.ts";
import { mebibytes } from "./container.ts";
import { checkFargateSize } from "./fargate-sizes.ts";
import { refusals } from "./refusals.ts";

/**
 * Refuses a task definition that ECS does not register. The texts about Fargate are recorded on AWS; that about memory is told of
 * by others, and those about essential containers and their names AWS does not document.
 */
export function checkTaskDefinition(definition: JsonObject): void {
  const containers = list(definition, "containerDefinitions");
  if (containers.length === 0) throw refusals.client("Container definitions should not be empty.");
  for (const container of containers)
    if (text(container, "name") === undefined || text(container, "image") === undefined)
      throw refusals.client("Container.name and Container.image should not be null or empty.");
  const names = containers.map((container) => text(container, "name"));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw refusals.client(`Container names must be unique. '${twice}' is used more than once.`);
  if (containers.every((container) => text(container, "essential") === "false"))
    throw refusals.client("All tasks must have at least one essential container.");
  checkFargate(definition);
  const most = mebibytes(text(definition, "memory"));
  if (containers.some((container) => (number(container, "memory") ?? 0) > most))
    throw refusals.client("The 'memory' setting for container is greater than for the task.");
}

function checkFargate(definition: JsonObject): void {
  if (!texts(definition, "requiresCompatibilities").includes("FARGATE")) return;
  if (!["awsvpc", undefined].includes(text(definition, "networkMode")))
    throw refusals.client("Fargate only supports network mode ‘awsvpc’.");
  checkFargateSize(definition);
  const drivers = list(definition, "containerDefinitions").map((container) =>
    text(object(container, "logConfiguration"), "logDriver"),
  );
  if (drivers.includes("awslogs") && text(definition, "executionRoleArn") === undefined)
    throw refusals.client("Fargate requires task definition to have execution role ARN to support log driver awslogs.");
}
