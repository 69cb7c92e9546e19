import { randomBytes, randomInt } from "node:crypto";

/** ARNs and identifiers of ECS's shape. */
export const arnOf = (region: string, account: string, resource: string) =>
  `arn:aws:ecs:${region}:${account}:${resource}`;

export const newTaskId = () => randomBytes(16).toString("hex");

export const newDeploymentId = () =>
  `ecs-svc/${randomInt(1, 10)}${Array.from({ length: 18 }, () => randomInt(10)).join("")}`;

/** The last part of an ARN, or the name itself. */
export const nameIn = (arnOrName: string) => arnOrName.slice(arnOrName.lastIndexOf("/") + 1);
