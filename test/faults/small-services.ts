import { clusterName, containerName, logGroupName, taskFamily } from "../../src/model/names.ts";
import type { PartContent } from "./small-stacks.ts";

/** What one service of a scenario is, beside what each of them is. */
export interface ServiceContent {
  /** What its one container runs: node, with this script. */
  readonly script: string;
  /** The script of the container's health check; none without. */
  readonly healthy?: string;
  readonly container?: Readonly<Record<string, unknown>>;
  readonly task?: Readonly<Record<string, unknown>>;
  readonly service?: Readonly<Record<string, unknown>>;
  /** Whether ECS itself gives a rollout up. */
  readonly breaker?: boolean;
  readonly bounds?: { readonly min: number; readonly max: number };
  readonly resources?: PartContent["resources"];
}

export const serviceName = "agent-runtime";

/** Runs until it is stopped. */
export const runsOn = "setInterval(()=>{},1000)";

/** A cluster with one Fargate service, whose tasks are processes of this machine. */
export const oneService = (environment: string, content: ServiceContent): PartContent => ({
  resources: {
    Cluster: { Type: "AWS::ECS::Cluster", Properties: { ClusterName: clusterName(environment) } },
    Logs: { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: logGroupName(environment, serviceName) } },
    Task: task(environment, content),
    Service: service(content),
    ...(content.bounds && { AgentRuntimeScaling: scaling(environment, content.bounds) }),
    ...content.resources,
  },
});

const task = (environment: string, { script, healthy, container, task: more }: ServiceContent) => ({
  Type: "AWS::ECS::TaskDefinition",
  Properties: {
    Family: taskFamily(environment, serviceName),
    Cpu: "256",
    Memory: "512",
    NetworkMode: "awsvpc",
    RequiresCompatibilities: ["FARGATE"],
    ExecutionRoleArn: "arn:aws:iam::000000000000:role/execution",
    ContainerDefinitions: [
      {
        Name: containerName,
        Image: "public.ecr.aws/docker/library/node:22",
        Command: ["node", "-e", script],
        ...(healthy !== undefined && {
          HealthCheck: { Command: ["CMD", "node", "-e", healthy], Interval: 30, Retries: 10 },
        }),
        LogConfiguration: {
          LogDriver: "awslogs",
          Options: {
            "awslogs-group": { Ref: "Logs" },
            "awslogs-region": { Ref: "AWS::Region" },
            "awslogs-stream-prefix": serviceName,
          },
        },
        ...container,
      },
    ],
    ...more,
  },
});

const service = ({ breaker = true, bounds, service: more }: ServiceContent) => ({
  Type: "AWS::ECS::Service",
  Properties: {
    ServiceName: serviceName,
    Cluster: { Ref: "Cluster" },
    LaunchType: "FARGATE",
    TaskDefinition: { Ref: "Task" },
    ...(bounds === undefined && { DesiredCount: 1 }),
    DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: breaker, Rollback: breaker } },
    NetworkConfiguration: { AwsvpcConfiguration: { Subnets: ["subnet-0123456789abcdef0"] } },
    ...more,
  },
});

const scaling = (environment: string, { min, max }: { readonly min: number; readonly max: number }) => ({
  Type: "AWS::ApplicationAutoScaling::ScalableTarget",
  Properties: {
    ServiceNamespace: "ecs",
    ScalableDimension: "ecs:service:DesiredCount",
    ResourceId: { "Fn::Join": ["/", ["service", clusterName(environment), { "Fn::GetAtt": ["Service", "Name"] }]] },
    MinCapacity: min,
    MaxCapacity: max,
  },
});
