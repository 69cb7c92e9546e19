import { type Stack, aws_cloudfront as cloudfront } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../../src/model/environment.ts";

/** Security headers on every answer. Scripts, styles and connections come from the distribution itself. */
export const securityHeaders = (stack: Stack, config: EnvironmentConfig) =>
  new cloudfront.CfnResponseHeadersPolicy(stack, "SecurityHeaders", {
    responseHeadersPolicyConfig: {
      name: `gworld-${config.name}-security`,
      securityHeadersConfig: {
        strictTransportSecurity: {
          accessControlMaxAgeSec: 63_072_000,
          includeSubdomains: true,
          preload: true,
          override: true,
        },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: "DENY", override: true },
        referrerPolicy: { referrerPolicy: "strict-origin-when-cross-origin", override: true },
        contentSecurityPolicy: {
          contentSecurityPolicy: "default-src 'self'; img-src 'self' data:; object-src 'none'; frame-ancestors 'none'",
          override: false,
        },
      },
    },
  });
