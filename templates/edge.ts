import { Fn, type Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { EnvironmentConfig } from "../src/model/environment.ts";
import { homeOutput } from "../src/model/home.ts";
import { edgeAccessLog } from "./edge/access-log.ts";
import { distribution } from "./edge/distribution.ts";
import { domainRecords } from "./edge/domain.ts";
import { firewall } from "./firewall.ts";
import { environmentStack, output } from "./stack.ts";

/** CloudFront before the web client and the APIs. In us-east-1, where its certificates and firewalls must be. */
export function edgeStack(scope: Construct, config: EnvironmentConfig): Stack {
  const stack = environmentStack(scope, config, "edge");
  const firewallArn = config.waf ? firewall(stack, config, "CLOUDFRONT").attrArn : undefined;
  const cdn = distribution(stack, config, firewallArn);
  edgeAccessLog(stack, config, cdn);
  if (config.domain) domainRecords(stack, config.domain, cdn);

  const address = config.domain?.name ?? cdn.attrDomainName;
  output(stack, "DistributionId", cdn.ref, "The CloudFront distribution");
  output(stack, "DistributionDomain", cdn.attrDomainName, "Where a custom domain must point");
  // Beside the rest of them in us-east-1, this one is where an account tells which Region an environment is in.
  output(stack, homeOutput, config.region, "The Region of the environment's other stacks");
  output(stack, "Url", Fn.join("", ["https://", address]), "Where the environment is reached");
  return stack;
}
