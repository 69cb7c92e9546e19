import { CfnCustomResource, type Stack } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { arn } from "../arn.ts";
import { inlineFunction } from "../inline-function.ts";
import { allow } from "../policy.ts";

/**
 * Empties the VPC's default security group, which no template can declare: EC2 makes it with rules that let all its
 * members talk, and takes it for whatever is started without a group. Here rather than in the network stack because it
 * needs a key and a boundary, and takes no time beside the load balancer.
 */
export function emptyDefaultSecurityGroup(
  stack: Stack,
  config: EnvironmentConfig,
  place: { readonly vpcId: string; readonly logsKey: string },
): void {
  const revoke = ["ec2:RevokeSecurityGroupIngress", "ec2:RevokeSecurityGroupEgress"];
  const { attrArn } = inlineFunction(stack, "DefaultSecurityGroup", config, {
    use: "default-security-group",
    description: "Removes the rules of the VPC's default security group",
    code,
    logsKey: place.logsKey,
    statements: [
      allow(["ec2:DescribeSecurityGroups"], "*"),
      allow(revoke, [arn("ec2", "security-group/*")], { ArnEquals: { "ec2:Vpc": arn("ec2", `vpc/\${NetworkVpcId}`) } }),
    ],
  });
  const emptied = new CfnCustomResource(stack, "DefaultSecurityGroup", { serviceToken: attrArn, serviceTimeout: 120 });
  emptied.addPropertyOverride("VpcId", place.vpcId);
}

/**
 * Answers CloudFormation whatever happens: a custom resource that stays silent holds its stack for the whole timeout. The
 * pre-signed URL is signed for an empty content type, which fetch would fill in for a text. An answer that S3 does not take
 * in four tries fails the function, and Lambda runs an asynchronous call that failed twice more.
 */
const code = `const { EC2Client, DescribeSecurityGroupsCommand, RevokeSecurityGroupIngressCommand, RevokeSecurityGroupEgressCommand } = require("@aws-sdk/client-ec2");
const { scheduler } = require("node:timers/promises");
const ec2 = new EC2Client();
async function tell(url, body) {
  for (let tries = 1; ; tries += 1) {
    try {
      const { ok, status } = await fetch(url, { method: "PUT", headers: { "content-type": "" }, body, signal: AbortSignal.timeout(4000) });
      if (ok) return;
      throw new Error("CloudFormation's answer was refused with status " + status);
    } catch (error) {
      if (tries === 4) throw error;
      await scheduler.wait(tries * 500);
    }
  }
}
async function empty(VpcId) {
  const Filters = [{ Name: "vpc-id", Values: [VpcId] }, { Name: "group-name", Values: ["default"] }];
  const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ Filters }));
  for (const { GroupId, IpPermissions, IpPermissionsEgress } of SecurityGroups) {
    if (IpPermissions.length) await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
    if (IpPermissionsEgress.length) await ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions: IpPermissionsEgress }));
  }
}
exports.handler = async (event) => {
  const { StackId, RequestId, LogicalResourceId, ResourceProperties: { VpcId } } = event;
  const answer = { StackId, RequestId, LogicalResourceId, PhysicalResourceId: VpcId, Status: "SUCCESS" };
  try {
    if (event.RequestType !== "Delete") await empty(VpcId);
  } catch (error) {
    Object.assign(answer, { Status: "FAILED", Reason: String(error) });
  }
  await tell(event.ResponseURL, JSON.stringify(answer));
};
`;
