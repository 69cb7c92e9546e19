import { type Stack, aws_wafv2 as waf } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../src/model/environment.ts";

/** AWS's own rules against common attacks, known bad input and bad sources, and a limit for one address in five minutes. */
export function firewall(stack: Stack, config: EnvironmentConfig, scope: "CLOUDFRONT" | "REGIONAL"): waf.CfnWebACL {
  const name = `gworld-${config.name}-${scope.toLowerCase()}`;
  return new waf.CfnWebACL(stack, "Firewall", {
    name,
    description: `Before ${scope === "CLOUDFRONT" ? "the distribution" : "the REST API"} of gworld ${config.name}`,
    scope,
    defaultAction: { allow: {} },
    visibilityConfig: visibility(name),
    rules: [
      ...[
        "AWSManagedRulesAmazonIpReputationList",
        "AWSManagedRulesCommonRuleSet",
        "AWSManagedRulesKnownBadInputsRuleSet",
      ].map((group, index) => ({
        name: group,
        priority: index,
        overrideAction: { none: {} },
        statement: { managedRuleGroupStatement: { vendorName: "AWS", name: group } },
        visibilityConfig: visibility(group),
      })),
      {
        name: "rate",
        priority: 10,
        action: { block: {} },
        statement: { rateBasedStatement: { limit: 2000, aggregateKeyType: "IP" } },
        visibilityConfig: visibility("rate"),
      },
    ],
  });
}

const visibility = (metricName: string) => ({
  metricName,
  cloudWatchMetricsEnabled: true,
  sampledRequestsEnabled: true,
});
