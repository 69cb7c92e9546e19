import type { Targets } from "../ports/targets.ts";
import type { AwsClients } from "./clients.ts";
import { explain } from "./explain.ts";

/** Target groups of the clients' Region. */
export const elbTargets = (clients: AwsClients): Targets => ({
  health: (targetGroupArn) =>
    explain(clients, `elasticloadbalancing:DescribeTargetHealth ${targetGroupArn}`, async () => {
      const client = await clients.loadBalancing();
      const { TargetHealthDescriptions: found = [] } = await client.describeTargetHealth({
        TargetGroupArn: targetGroupArn,
      });
      return found.map(({ Target: target, TargetHealth: health }) => ({
        target: `${target?.Id ?? ""}:${target?.Port ?? ""}`,
        state: health?.State ?? "",
        reason: [health?.Reason, health?.Description].filter(Boolean).join(": ") || undefined,
      }));
    }),
});
