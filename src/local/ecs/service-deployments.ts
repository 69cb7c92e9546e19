import { type JsonObject, text, texts } from "../json.ts";
import type { Operation } from "../service.ts";
import { breakerOf } from "./breaker.ts";
import type { EcsContext } from "./context.ts";
import { arnOf, nameIn } from "./names.ts";
import type { DeploymentRow, PastDeployment, ServiceRow } from "./rows.ts";
import { serviceOf } from "./services.ts";
import { pageInOrder, seconds } from "./shape.ts";

/** Deployments as ECS's newer API shows them: those that go on, and how the past ones ended. */
export const serviceDeploymentOperations = (context: EcsContext): Readonly<Record<string, Operation>> => ({
  ListServiceDeployments: (input, call) => {
    const service = serviceOf(context, input, call);
    const wanted = texts(input, "status");
    const all = deploymentsOf(context, service).filter(
      ({ status }) => wanted.length === 0 || wanted.includes(text({ status }, "status") ?? ""),
    );
    const { items, nextToken } = pageInOrder(all, (each) => text(each, "serviceDeploymentArn") ?? "", input);
    return { serviceDeployments: items, nextToken };
  },
  DescribeServiceDeployments: (input) => {
    const arns = texts(input, "serviceDeploymentArns");
    const all = context.state.services.values().flatMap((service) => deploymentsOf(context, service));
    const find = (arn: string) => all.find((each) => each["serviceDeploymentArn"] === arn);
    return {
      serviceDeployments: arns.flatMap((arn) => find(arn) ?? []),
      failures: arns.flatMap((arn) => (find(arn) ? [] : [{ arn, reason: "MISSING" }])),
    };
  },
});

function deploymentsOf({ ground }: EcsContext, service: ServiceRow): readonly JsonObject[] {
  const { rollback } = breakerOf(service.settings, service.desiredCount);
  const going = service.deployments.filter(({ rolloutState }) => rolloutState === "IN_PROGRESS");
  const describe = (row: DeploymentRow | PastDeployment, own: JsonObject): JsonObject => ({
    serviceDeploymentArn: arnOf(
      service.region,
      ground.account,
      `service-deployment/${nameIn(service.clusterArn)}/${service.name}/${nameIn(row.id)}-${row.createdAt}`,
    ),
    serviceArn: service.arn,
    clusterArn: service.clusterArn,
    createdAt: seconds(row.createdAt),
    startedAt: seconds(row.createdAt),
    targetServiceRevisionArn: arnOf(
      service.region,
      ground.account,
      `service-revision/${nameIn(service.clusterArn)}/${service.name}/${nameIn(row.id)}`,
    ),
    ...own,
  });
  return [
    ...going.map((row) =>
      describe(row, {
        status: row.rolloutStateReason.includes("rolling back") ? "ROLLBACK_IN_PROGRESS" : "IN_PROGRESS",
        statusReason: row.rolloutStateReason,
        updatedAt: seconds(row.updatedAt),
        deploymentCircuitBreaker: circuitBreaker(service, row.failedTasks, "MONITORING"),
      }),
    ),
    ...service.history.map((row) =>
      describe(row, {
        status: row.result === "FAILED" && rollback ? "ROLLBACK_SUCCESSFUL" : endings[row.result],
        statusReason: row.reason,
        finishedAt: seconds(row.finishedAt),
        updatedAt: seconds(row.finishedAt),
        deploymentCircuitBreaker: circuitBreaker(
          service,
          row.failedTasks,
          row.result === "FAILED" ? "TRIGGERED" : "MONITORING_COMPLETE",
        ),
      }),
    ),
  ];
}

const endings = { COMPLETED: "SUCCESSFUL", FAILED: "STOPPED", SUPERSEDED: "STOPPED" } as const;

function circuitBreaker({ settings, desiredCount }: ServiceRow, failureCount: number, status: string): JsonObject {
  const { enabled, threshold } = breakerOf(settings, desiredCount);
  return enabled ? { status, failureCount, threshold } : { status: "DISABLED", failureCount, threshold: 0 };
}
