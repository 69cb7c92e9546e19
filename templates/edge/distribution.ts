import { type Stack, aws_cloudfront as cloudfront } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { restStage, webSocketStage } from "../service-facts.ts";
import { viewerCertificate } from "./domain.ts";
import { securityHeaders } from "./headers.ts";
import { originIds, origins } from "./origins.ts";

/** Policies that CloudFront itself provides, by their well-known IDs. */
const managed = {
  cachingOptimized: "658327ea-f89d-4fab-a63d-7e88639e58f6",
  cachingDisabled: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
  allViewerExceptHostHeader: "b689b0a8-53d0-40ab-baf2-68738e2966ac",
} as const;

/** One address for the web client and both APIs. Stages are named as their paths, so nothing is rewritten. */
export function distribution(
  stack: Stack,
  config: EnvironmentConfig,
  firewallArn: string | undefined,
): cloudfront.CfnDistribution {
  const headers = securityHeaders(stack, config).ref;
  const toApi = (targetOriginId: string) => ({
    targetOriginId,
    viewerProtocolPolicy: "https-only",
    allowedMethods: ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"],
    cachePolicyId: managed.cachingDisabled,
    originRequestPolicyId: managed.allViewerExceptHostHeader,
    responseHeadersPolicyId: headers,
  });
  return new cloudfront.CfnDistribution(stack, "Distribution", {
    distributionConfig: {
      enabled: true,
      comment: `gworld ${config.name}`,
      httpVersion: "http2and3",
      ipv6Enabled: true,
      priceClass: config.priceClass,
      defaultRootObject: "index.html",
      webAclId: firewallArn,
      aliases: config.domain ? [config.domain.name] : undefined,
      viewerCertificate: viewerCertificate(stack, config.domain),
      origins: origins(stack, config),
      defaultCacheBehavior: {
        targetOriginId: originIds.web,
        viewerProtocolPolicy: "redirect-to-https",
        compress: true,
        cachePolicyId: managed.cachingOptimized,
        responseHeadersPolicyId: headers,
      },
      cacheBehaviors: [
        { pathPattern: `/${restStage}/*`, ...toApi(originIds.rest) },
        { pathPattern: `/${webSocketStage}`, ...toApi(originIds.webSocket) },
      ],
    },
  });
}
