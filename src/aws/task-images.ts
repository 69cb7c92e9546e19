import { failedAs } from "../model/aws-error.ts";
import { containerName } from "../model/names.ts";
import type { AwsClients } from "./clients.ts";
import { explain } from "./explain.ts";

/** Images by task definition. A revision never changes, so each is asked for once. */
export function taskImages(clients: AwsClients): (taskDefinition: string) => Promise<string> {
  const known = new Map<string, Promise<string>>();
  return (taskDefinition) => {
    const image = known.get(taskDefinition) ?? imageOf(clients, taskDefinition);
    known.set(taskDefinition, image);
    image.catch(() => known.delete(taskDefinition));
    return image;
  };
}

/** Empty where it may not or cannot be read: what a service runs is only told, never decided by. */
async function imageOf(clients: AwsClients, taskDefinition: string): Promise<string> {
  if (taskDefinition === "") return "";
  try {
    return await explain(clients, "ecs:DescribeTaskDefinition", async () => {
      const described = await (await clients.ecs()).describeTaskDefinition({ taskDefinition });
      const containers = described.taskDefinition?.containerDefinitions ?? [];
      return (containers.find(({ name }) => name === containerName) ?? containers[0])?.image ?? "";
    });
  } catch (error) {
    if (failedAs(error, "denied") || failedAs(error, "unsupported") || failedAs(error, "rejected")) return "";
    throw error;
  }
}
