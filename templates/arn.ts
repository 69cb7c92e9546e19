import { Fn } from "aws-cdk-lib";

/** ARNs of this account and Region, from a service and a resource such as `table/x`; the partition is AWS's to say. */
export const arn = (service: string, resource: string) =>
  Fn.sub(`arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`);

/** Services without Regions in their ARNs: IAM, CloudFront. */
export const globalArn = (service: string, resource: string) =>
  Fn.sub(`arn:\${AWS::Partition}:${service}::\${AWS::AccountId}:${resource}`);

/** S3 has neither account nor Region in its ARNs. The name may hold pseudo parameters. */
export const bucketArn = (name: string, key = "") => Fn.sub(`arn:\${AWS::Partition}:s3:::${name}${key}`);

/** Stand for the account and Region of the stack inside Fn::Sub texts. */
export const account = "${AWS::AccountId}";
export const region = "${AWS::Region}";
