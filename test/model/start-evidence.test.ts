import { expect, test } from "vitest";
import { startEvidence } from "../../src/model/start-evidence.ts";

const service = { name: "engine", subnets: ["subnet-1", "subnet-2"] };
const arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:model-key-AbCdEf";
const failed = "ResourceInitializationError: unable to pull secrets or registry auth: ";
const asm = `${failed}execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 5 time(s): failed to fetch secret ${arn} from secrets manager: `;
const image = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/app:v1";
const routes = "aws ec2 describe-route-tables --filters Name=association.subnet-id,Values=subnet-1,subnet-2";

test.each([
  {
    reason: `${asm}ResourceNotFoundException: Secrets Manager can't find the specified secret.`,
    text: `could not have the secret model-key (${arn})`,
    next: `describe-secret --region eu-central-1 --secret-id ${arn}`,
  },
  {
    reason: `${asm}AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/execution/1b2c is not authorized to perform: secretsmanager:GetSecretValue on resource: ${arn} because no identity-based policy allows it`,
    text: "may not read the secret model-key",
    next: "Allow secretsmanager:GetSecretValue to the execution role",
  },
  {
    reason: `${asm}RequestCanceled: request context canceled caused by: context deadline exceeded`,
    text: "could not reach the secret model-key",
    next: routes,
  },
  {
    reason: `${failed}The task cannot pull registry auth from Amazon ECR: There is a connection issue between the task and Amazon ECR. Check your task network configuration.`,
    text: "could not reach the registry of its image",
    next: routes,
  },
  {
    reason: `${failed}execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid ssm parameters: /gworld/dev/a`,
    text: "could not have the parameter /gworld/dev/a of Parameter Store",
    next: "--parameter-filters Key=Name,Values=/gworld/dev/a",
  },
  {
    reason:
      "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist.",
    text: "could not have the log group",
    next: "aws logs describe-log-groups",
  },
  {
    reason: `CannotPullContainerError: image Manifest does not contain descriptor matching platform 'linux/arm64' in manifest for ref ${image}`,
    text: `could not have the image ${image} for linux/arm64`,
    next: "docker buildx build --platform linux/arm64",
  },
  {
    reason: `CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref ${image}: failed to do request: Head "https://x": dial tcp 10.0.0.1:443: i/o timeout`,
    text: `could not reach the image ${image}`,
    next: routes,
  },
  {
    reason: `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${image}: pulling from host failed with status code [manifests v1]: 403 Forbidden`,
    text: `may not read the image ${image}`,
    next: "to the execution role of engine's task definition",
  },
  {
    reason:
      "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref docker.io/library/app:v1: docker.io/library/app:v1: not found",
    text: "could not have the image docker.io/library/app:v1",
    next: "docker manifest inspect docker.io/library/app:v1",
  },
])("$reason is told with $next", ({ reason, text, next }) => {
  const told = startEvidence(service, reason);
  expect(told?.text).toContain(`a task of engine ${text}`);
  expect(told?.next).toContain(next);
});

test("a task that began says nothing of its start", () => {
  expect(startEvidence(service, "Essential container in task exited")).toBeUndefined();
});
