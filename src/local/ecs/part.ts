import type { ImageResolver } from "../ecr/resolve.ts";
import type { MetricSink } from "../cloudwatch/sink.ts";
import type { LogSink } from "../logs/sink.ts";
import type { Ground, Part } from "../resource.ts";
import { capacityAdmin } from "./capacity.ts";
import { associationsProvider, clusterProvider } from "./cluster-provider.ts";
import { clusterOperations } from "./clusters.ts";
import type { EcsContext, QuotaReader, SecretReader } from "./context.ts";
import type { AlarmReader } from "./deployment-alarms.ts";
import { exec } from "./exec/execute-command.ts";
import { imageAdmin } from "./images.ts";
import { processRunner } from "./process-runner.ts";
import type { Runner } from "./runner.ts";
import { scheduler } from "./scheduler.ts";
import { type ServiceCounts, serviceCounts } from "./service-counts.ts";
import { serviceDeploymentOperations } from "./service-deployments.ts";
import { serviceOperations } from "./service-operations.ts";
import { serviceRevisionOperations } from "./service-revisions.ts";
import { serviceProvider } from "./service-provider.ts";
import { ecsState } from "./state.ts";
import { tagOperations } from "./tag-operations.ts";
import type { TargetRegistry } from "./targets.ts";
import { taskDefinitionProvider } from "./task-definition-provider.ts";
import { taskDefinitionOperations } from "./task-definitions.ts";
import { taskOperations } from "./task-operations.ts";
import { publishUtilization } from "./utilization.ts";

export interface EcsNeeds {
  readonly logs: LogSink;
  readonly targets?: TargetRegistry;
  /** Without it a task whose container names secrets fails as one whose secrets are not there. */
  readonly secret?: SecretReader;
  readonly runner?: Runner;
  readonly quota?: QuotaReader;
  /** Without it every image is one of elsewhere. */
  readonly image?: ImageResolver;
  /** The alarms that deployments name; without it there are none. */
  readonly alarm?: AlarmReader;
  /** Where the use of services is published; nobody measures it without. */
  readonly metrics?: MetricSink;
}

/** ECS: services of real child processes on loopback, scheduled, rolled out and replaced as on Fargate. */
export function ecsPart(ground: Ground, needs: EcsNeeds): Part & { readonly counts: ServiceCounts } {
  const context: EcsContext = {
    ground,
    state: ecsState(ground),
    runner: needs.runner ?? processRunner(ground.clock),
    logs: needs.logs,
    targets: needs.targets,
    secret: needs.secret ?? (() => Promise.resolve(undefined)),
    image: needs.image ?? (() => undefined),
    alarm: needs.alarm ?? (() => undefined),
    quota: needs.quota ?? (() => undefined),
  };
  const schedule = scheduler(context);
  let stopMeasuring = () => {};
  const commands = exec(context, schedule.tasks);
  return {
    about: { service: "ECS", does: "services and deployments; each task is a process of this machine" },
    services: [
      {
        scope: "ecs",
        protocol: "json-1.1",
        namespace: "AmazonEC2ContainerServiceV20141113",
        operations: {
          ...clusterOperations(context),
          ...taskDefinitionOperations(context),
          ...serviceOperations(context, schedule),
          ...serviceDeploymentOperations(context, schedule),
          ...serviceRevisionOperations(context),
          ...taskOperations(context, schedule),
          ...tagOperations(context),
          ...commands.operations,
        },
      },
    ],
    resources: [
      clusterProvider(context),
      associationsProvider(context),
      taskDefinitionProvider(context),
      serviceProvider(context, schedule),
    ],
    admin: { ...imageAdmin(context.state), ...capacityAdmin(context) },
    counts: serviceCounts(context, schedule),
    async start() {
      schedule.start();
      if (needs.metrics) stopMeasuring = publishUtilization(context, needs.metrics);
    },
    webSockets: commands.webSockets,
    stop() {
      stopMeasuring();
      commands.stop();
      return schedule.stop();
    },
  };
}
