import { Fn } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../src/model/environment.ts";
import { stackParts, stackRegion } from "../src/model/graph.ts";

/** ARNs of this account and Region, from a service and a resource such as `table/x`; the partition is AWS's to say. */
export const arn = (service: string, resource: string) =>
  Fn.sub(`arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`);

/** The same in every Region that an environment has stacks in, its own first. */
export const arnsEverywhere = ({ region: home }: EnvironmentConfig, service: string, resource: string) => [
  arn(service, resource),
  ...[...new Set(stackParts.map((part) => stackRegion(part, home)))]
    .filter((other) => other !== home)
    .map((other) => Fn.sub(`arn:\${AWS::Partition}:${service}:${other}:\${AWS::AccountId}:${resource}`)),
];

/** Services without Regions in their ARNs: IAM, CloudFront. */
export const globalArn = (service: string, resource: string) =>
  Fn.sub(`arn:\${AWS::Partition}:${service}::\${AWS::AccountId}:${resource}`);

/** S3 has neither account nor Region in its ARNs. The name may hold pseudo parameters. */
export const bucketArn = (name: string, key = "") => Fn.sub(`arn:\${AWS::Partition}:s3:::${name}${key}`);

/** Stand for the account and Region of the stack inside Fn::Sub texts. */
export const account = "${AWS::AccountId}";
export const region = "${AWS::Region}";
