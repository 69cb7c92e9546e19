import type { CfnTag } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../../src/model/environment.ts";

/** What EC2's lists call a resource, which otherwise is an ID among IDs: `gworld-<env>-<use>`. All other tags are the stack's. */
export const nameTag = ({ name }: EnvironmentConfig, use: string): CfnTag[] => [
  { key: "Name", value: `gworld-${name}-${use}` },
];
