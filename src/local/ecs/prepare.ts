import { text } from "../json.ts";
import { type Container, containersOf, runnable } from "./container.ts";
import { containerEnv } from "./container-env.ts";
import type { EcsContext } from "./context.ts";
import { revisionArn } from "./names.ts";
import type { TaskRow } from "./rows.ts";

/** A container that is ready to start, or one that is left out because the task can do without it. */
export interface Prepared {
  readonly container: Container;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly port: number | undefined;
  readonly imageDigest?: string | undefined;
  /** Why a container that is not essential does not run here. */
  readonly leftOut?: string;
}

/** Why a task cannot start, in ECS's words: the task's stopped reason, and the container's own. */
export interface StartRefusal {
  readonly reason: string;
  readonly container?: string;
}

/** Does what ECS does before containers start: images, secrets, log streams, the network. */
export async function prepareTask(
  context: EcsContext,
  task: TaskRow,
): Promise<{ readonly ready: readonly Prepared[] } | StartRefusal> {
  const definition = context.state.taskDefinitions.get(task.taskDefinition)?.definition ?? {};
  const ready: Prepared[] = [];
  for (const container of containersOf(definition, task.overrides, task)) {
    const prepared = await prepareContainer(context, task, container);
    if ("reason" in prepared) return prepared;
    ready.push(prepared);
  }
  return { ready };
}

async function prepareContainer(
  context: EcsContext,
  task: TaskRow,
  container: Container,
): Promise<Prepared | StartRefusal> {
  const pulled = pull(context, task, container);
  const way = runnable(container, { registered: context.state.images.get(container.image), pulled });
  if ("refusal" in way) {
    const reason = `${way.refusal}: ${way.message}`;
    if (container.essential) return { reason, container: container.name };
    return { container, args: [], env: {}, port: undefined, leftOut: reason };
  }
  const secrets: Record<string, string> = {};
  for (const { name, valueFrom } of container.secrets) {
    const value = await context.secret(task.region, valueFrom);
    if (value === undefined) return { reason: secretRefusal(valueFrom) };
    secrets[name] = value;
  }
  if (container.log && !context.logs.open(container.log)) return { reason: logRefusal };
  const port = container.containerPort === undefined ? undefined : await context.runner.freePort();
  const place = { region: task.region, endpoint: context.ground.endpoint(), taskId: task.id, port };
  return { container, args: way.args, env: containerEnv(container, secrets, place), port, imageDigest: pulled?.digest };
}

/**
 * Looks an image up among this account's repositories. All tasks of a deployment run the digest that its tag had when the
 * deployment began (ECS developer guide, container image resolution).
 */
function pull({ state, ground, image }: EcsContext, task: TaskRow, container: Container) {
  const service = state.services.get(task.serviceArn ?? "");
  const revision = service && state.serviceRevisions.get(revisionArn(service, ground.account, task.deploymentId ?? ""));
  const resolved = revision?.containerImages.find((each) => text(each, "containerName") === container.name);
  const digest = text(resolved, "imageDigest");
  return image(
    digest === undefined ? container.image : `${container.image.replace(/(?::[^/@]*)?(?:@.*)?$/, "")}@${digest}`,
  );
}

const secretRefusal = (valueFrom: string) =>
  `ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: ${
    /:secretsmanager:/.test(valueFrom)
      ? `unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret ${valueFrom} from secrets manager: ResourceNotFoundException: Secrets Manager can't find the specified secret.`
      : `unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid ssm parameters: ${nameOfParameter(valueFrom)}`
  }`;

/** ECS names a parameter as it asks for it: without the beginning of its ARN. */
const nameOfParameter = (valueFrom: string) => valueFrom.replace(/^arn:[^/]+:parameter/, "");

const logRefusal =
  "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist. : exit status 1";
