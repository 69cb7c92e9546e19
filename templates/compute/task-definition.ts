import { Aws, CfnCondition, CfnParameter, Fn, type Stack, Token, aws_ecs as ecs } from "aws-cdk-lib";
import type { EnvironmentConfig, ServiceName } from "../../src/model/environment.ts";
import { containerName, imageParameter, parameterPath, pascalCase, taskFamily } from "../../src/model/names.ts";
import {
  starterCommand,
  starterEnvironment,
  starterHealthCheck,
  starterImage,
  starterPort,
} from "../starter/starter.ts";
import { allowsExec } from "../service-facts.ts";

export interface TaskParts {
  readonly logGroup: string;
  readonly taskRole: string;
  readonly executionRole: string;
  /** Absent for a service that does not use Redis. */
  readonly redisSecret?: string | undefined;
}

/**
 * The task of a service. Its image is a parameter, so that a deploy keeps what `release` put there; the starter's
 * command and health check apply to the starter's image only. Seconds of stopTimeout are what Spot gives before it ends a task.
 */
export function taskDefinition(
  stack: Stack,
  config: EnvironmentConfig,
  service: ServiceName,
  parts: TaskParts,
): ecs.CfnTaskDefinition {
  const id = pascalCase(service);
  const image = new CfnParameter(stack, imageParameter(service), {
    type: "String",
    default: starterImage,
    description: `Image of ${service}; the starter until a release`,
  }).valueAsString;
  const starting = new CfnCondition(stack, `${id}IsStarter`, { expression: Fn.conditionEquals(image, starterImage) });
  const forStarter = (value: unknown) => Fn.conditionIf(starting.logicalId, value, Aws.NO_VALUE);
  return new ecs.CfnTaskDefinition(stack, `${id}TaskDefinition`, {
    family: taskFamily(config.name, service),
    cpu: String(config.services[service].cpu),
    memory: String(config.services[service].memory),
    networkMode: "awsvpc",
    requiresCompatibilities: ["FARGATE"],
    runtimePlatform: { cpuArchitecture: "ARM64", operatingSystemFamily: "LINUX" },
    taskRoleArn: parts.taskRole,
    executionRoleArn: parts.executionRole,
    containerDefinitions: [
      {
        name: containerName,
        image,
        essential: true,
        command: Token.asList(forStarter(starterCommand())),
        healthCheck: forStarter(healthCheck),
        readonlyRootFilesystem: !allowsExec(config),
        user: "1000",
        linuxParameters: { initProcessEnabled: true },
        stopTimeout: 120,
        portMappings: [{ containerPort: starterPort, protocol: "tcp", name: "http", appProtocol: "http" }],
        environment: environment(config, service, parts),
        secrets: parts.redisSecret ? [{ name: "REDIS_AUTH_TOKEN", valueFrom: parts.redisSecret }] : undefined,
        logConfiguration: {
          logDriver: "awslogs",
          options: {
            "awslogs-group": parts.logGroup,
            "awslogs-region": Aws.REGION,
            "awslogs-stream-prefix": service,
            // A log service that is slow must not stop a world; what does not fit in the buffer is lost.
            mode: "non-blocking",
            "max-buffer-size": "4m",
          },
        },
      },
    ],
  });
}

const healthCheck = {
  Command: [...starterHealthCheck],
  Interval: 10,
  Timeout: 5,
  Retries: 3,
  StartPeriod: 20,
};

/** Names are enough: what else a service needs it reads below /gworld/<env>/ in SSM. */
function environment(config: EnvironmentConfig, service: ServiceName, parts: TaskParts) {
  const variables = {
    ...starterEnvironment(service, config.name),
    PORT: String(starterPort),
    GWORLD_TRACE_SAMPLING: String(config.tracing),
    ...(parts.redisSecret && { REDIS_ENDPOINT_PARAMETER: parameterPath(config.name, "redis/endpoint") }),
  };
  return Object.entries(variables).map(([name, value]) => ({ name, value }));
}
