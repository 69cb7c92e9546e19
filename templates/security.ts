import type { Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { EnvironmentConfig } from "../src/model/environment.ts";
import { pascalCase } from "../src/model/names.ts";
import { workloadBoundary } from "./security/boundary.ts";
import { deploymentRoles } from "./security/deployment.ts";
import { githubRoles } from "./security/github.ts";
import { keys } from "./security/keys.ts";
import { peopleRoles } from "./security/people.ts";
import { secrets } from "./security/secrets.ts";
import { serviceRoles } from "./security/service-roles.ts";
import { environmentStack, output } from "./stack.ts";

/** Keys, secrets and identities. Roles name what they reach by its name, so this stack waits for no other. */
export function securityStack(scope: Construct, config: EnvironmentConfig): Stack {
  const stack = environmentStack(scope, config, "security");
  const customerKeys = keys(stack, config);
  const generated = secrets(stack, config, customerKeys.secrets);
  const boundary = workloadBoundary(stack, config);
  const services = serviceRoles(stack, config, { keys: customerKeys, secrets: generated, boundary });
  peopleRoles(stack, config);
  githubRoles(stack, config, deploymentRoles(stack, config));

  output(stack, "DataKeyArn", customerKeys.data, "Encrypts tables, buckets, queues and Redis");
  output(stack, "LogsKeyArn", customerKeys.logs, "Encrypts log groups and alarm topics");
  output(stack, "SecretsKeyArn", customerKeys.secrets, "Encrypts secrets");
  output(stack, "RedisSecretArn", generated.redis, "Secret with the AUTH token of Redis");
  output(stack, "ApiSecretArn", generated.api, "Secret with the bearer token of the APIs");
  for (const [service, roles] of services) {
    output(stack, `${pascalCase(service)}TaskRoleArn`, roles.task, `What ${service} may do`);
    output(stack, `${pascalCase(service)}ExecutionRoleArn`, roles.execution, `How ECS starts ${service}`);
  }
  return stack;
}
