import { randomBytes, randomInt } from "node:crypto";

/** ARNs and identifiers of ECS's shape. */
export const arnOf = (region: string, account: string, resource: string) =>
  `arn:aws:ecs:${region}:${account}:${resource}`;

export const newTaskId = () => randomBytes(16).toString("hex");

export const newDeploymentId = () =>
  `ecs-svc/${randomInt(1, 10)}${Array.from({ length: 18 }, () => randomInt(10)).join("")}`;

/** The last part of an ARN, or the name itself. */
export const nameIn = (arnOrName: string) => arnOrName.slice(arnOrName.lastIndexOf("/") + 1);

interface Named {
  readonly region: string;
  readonly clusterArn: string;
  readonly name: string;
}

/** The ARN of the revision that a service's deployment made: both have one number. */
export const revisionArn = ({ region, clusterArn, name }: Named, account: string, deploymentId: string) =>
  arnOf(region, account, `service-revision/${nameIn(clusterArn)}/${name}/${nameIn(deploymentId)}`);

export const serviceDeploymentArn = ({ region, clusterArn, name }: Named, account: string, id: string) =>
  arnOf(region, account, `service-deployment/${nameIn(clusterArn)}/${name}/${id}`);
