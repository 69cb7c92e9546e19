import { Fn, type Stack, aws_cloudfront as cloudfront } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { bucketName } from "../../src/model/names.ts";
import { account } from "../arn.ts";
import { input } from "../stack.ts";

export const originIds = { web: "web", rest: "rest", webSocket: "websocket" } as const;

/** Where CloudFront gets things: the web bucket, which only it may read, and the two APIs, over TLS 1.2. */
export function origins(stack: Stack, config: EnvironmentConfig): cloudfront.CfnDistribution.OriginProperty[] {
  const control = new cloudfront.CfnOriginAccessControl(stack, "WebAccess", {
    originAccessControlConfig: {
      name: `gworld-${config.name}-web`,
      originAccessControlOriginType: "s3",
      signingBehavior: "always",
      signingProtocol: "sigv4",
    },
  });
  const bucket = bucketName(config.name, "web", account, config.region);
  return [
    {
      id: originIds.web,
      domainName: Fn.sub(`${bucket}.s3.${config.region}.\${AWS::URLSuffix}`),
      originAccessControlId: control.ref,
      s3OriginConfig: { originAccessIdentity: "" },
    },
    apiOrigin(originIds.rest, config, input(stack, "api", "RestApiId")),
    apiOrigin(originIds.webSocket, config, input(stack, "api", "WebSocketApiId")),
  ];
}

const apiOrigin = (id: string, { region }: EnvironmentConfig, apiId: string) => ({
  id,
  domainName: Fn.join("", [apiId, Fn.sub(`.execute-api.${region}.\${AWS::URLSuffix}`)]),
  customOriginConfig: { originProtocolPolicy: "https-only", originSslProtocols: ["TLSv1.2"], httpsPort: 443 },
});
