import { list, number, text } from "../json.ts";
import type { TaskRow } from "./rows.ts";
import type { EcsState } from "./state.ts";
import type { Target } from "./targets.ts";

/** The target groups a task belongs to through its service, and where the task listens for each. */
export function targetsOf(
  { services }: EcsState,
  task: TaskRow,
): readonly { readonly targetGroupArn: string; readonly target: Target }[] {
  const service = task.serviceArn === undefined ? undefined : services.get(task.serviceArn);
  return list(service?.settings, "loadBalancers").flatMap((balancer) => {
    const targetGroupArn = text(balancer, "targetGroupArn");
    const container = task.containers.find(({ name }) => name === text(balancer, "containerName"));
    const fits = container?.containerPort === number(balancer, "containerPort");
    return targetGroupArn === undefined || container?.port === undefined || !fits
      ? []
      : [{ targetGroupArn, target: { id: "127.0.0.1", port: container.port } }];
  });
}
