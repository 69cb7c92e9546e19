import { denialIn } from "./denial.ts";
import type { ServiceEvidence } from "./operation-events.ts";
import { registryImage } from "./registry-image.ts";
import { nameOfSecret } from "./task-secrets.ts";

/** What of a service tells why a task of it cannot start. */
export interface Starting {
  readonly name: string;
  /** Where its tasks get their addresses. */
  readonly subnets: readonly string[];
}

/**
 * What kept a task from starting, before any container of it ran, and how to look at it; undefined for any other end. ECS
 * developer guide, stopped task error messages.
 */
export function startEvidence(service: Starting, stoppedReason: string): ServiceEvidence | undefined {
  const what = wantedBy(stoppedReason);
  if (what === undefined) return undefined;
  const { thing, look } = what;
  const told = (text: string, next: string) => ({ service: service.name, text, next });
  const denial = denialIn(stoppedReason);
  if (denial !== undefined || /AccessDenied|not authorized|403 Forbidden|has the permissions/.test(stoppedReason))
    return told(
      `a task of ${service.name} may not read ${thing}`,
      `Allow ${denial?.action ?? "that"} to the execution role of ${service.name}'s task definition`,
    );
  if (isUnreachable.test(stoppedReason))
    return told(`a task of ${service.name} could not reach ${thing}`, wayOut(service));
  return told(`a task of ${service.name} could not have ${thing}`, `Look at it: ${look}`);
}

const isUnreachable = /context deadline exceeded|RequestCanceled|i\/o timeout|connection issue|dial tcp|no such host/i;

/** How a task without a way to AWS's services is found: by the routes of its subnets, or its endpoints. */
const wayOut = ({ name, subnets }: Starting) =>
  subnets.length === 0
    ? `Give the subnets of ${name} a route to a NAT gateway, or endpoints`
    : `Its subnets (${subnets.join(", ")}) need a route to a NAT gateway, or endpoints, and its security groups a way out to port 443: aws ec2 describe-route-tables --filters Name=association.subnet-id,Values=${subnets.join(",")}`;

interface Wanted {
  readonly thing: string;
  readonly look: string;
}

function wantedBy(reason: string): Wanted | undefined {
  if (reason.startsWith("CannotPullContainerError")) return imageIn(reason);
  return reason.startsWith("ResourceInitializationError") ? resourceIn(reason) : undefined;
}

/** Its name stands before a colon and a space, or in quotation marks; what follows it says what is wrong with it. */
function imageIn(reason: string): Wanted {
  const [, name = ""] =
    /(?:\bref |\bimage |")([\w.-]+(?::\d+)?\/[\w./-]+(?::[\w.-]+)?(?:@sha256:[0-9a-f]+)?)/.exec(reason) ?? [];
  const [, platform] = /matching platform '?([\w/]+)/.exec(reason) ?? [];
  const thing = `the image ${name}`.trimEnd();
  if (platform !== undefined)
    return {
      thing: `${thing} for ${platform}`,
      look: `docker buildx imagetools inspect ${name}; docker buildx build --platform ${platform} makes it`,
    };
  const { account, region, repository } = registryImage(name) ?? {};
  if (repository === undefined) return { thing, look: `docker manifest inspect ${name}` };
  const look = `aws ecr describe-images --region ${region} --registry-id ${account} --repository-name ${repository}`;
  return { thing, look: `${look} lists what there is, docker push ${name} puts it there` };
}

function resourceIn(reason: string): Wanted {
  const [arn, region = ""] = /arn:[\w-]+:secretsmanager:([\w-]+):\d{12}:secret:[^\s:]+/.exec(reason) ?? [];
  if (arn !== undefined) {
    const look = `aws secretsmanager describe-secret --region ${region} --secret-id ${arn}`;
    return { thing: `the secret ${nameOfSecret(arn)} (${arn})`, look };
  }
  const [, parameters] = /invalid ssm parameters: ([^\s]+(?:, ?[^\s]+)*)/.exec(reason) ?? [];
  if (parameters !== undefined) {
    const values = parameters.replaceAll(" ", "");
    const look = `aws ssm describe-parameters --parameter-filters Key=Name,Values=${values}`;
    return { thing: `the parameter ${parameters} of Parameter Store`, look };
  }
  if (/logger args|log (?:group|stream)/i.test(reason))
    return { thing: "the log group that it writes to", look: "aws logs describe-log-groups" };
  if (/registry auth|\becr\b/i.test(reason))
    return { thing: "the registry of its image", look: "aws ecr describe-repositories" };
  return {
    thing: "what its task definition names",
    look: "aws ecs describe-task-definition --task-definition <family>",
  };
}
