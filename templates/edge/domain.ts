import {
  type Stack,
  aws_certificatemanager as acm,
  type aws_cloudfront as cloudfront,
  aws_route53 as route53,
} from "aws-cdk-lib";
import type { DomainConfig } from "../../src/model/environment.ts";

/** The hosted zone of all CloudFront distributions, an AWS constant. */
const cloudFrontZone = "Z2FDTNDATAQYW2";

/** The certificate of a custom domain: the given one, or one validated by DNS in the hosted zone. */
export function viewerCertificate(
  stack: Stack,
  domain: DomainConfig | undefined,
): cloudfront.CfnDistribution.ViewerCertificateProperty {
  if (domain === undefined) return { cloudFrontDefaultCertificate: true };
  return {
    acmCertificateArn: domain.certificateArn ?? certificate(stack, domain),
    sslSupportMethod: "sni-only",
    minimumProtocolVersion: "TLSv1.2_2021",
  };
}

const certificate = (stack: Stack, { name, hostedZoneId }: DomainConfig) =>
  new acm.CfnCertificate(stack, "Certificate", {
    domainName: name,
    validationMethod: "DNS",
    domainValidationOptions: hostedZoneId === undefined ? undefined : [{ domainName: name, hostedZoneId }],
  }).ref;

/** Points the domain at the distribution, in a hosted zone of this account; elsewhere it is the owner's to do. */
export function domainRecords(stack: Stack, domain: DomainConfig, distribution: cloudfront.CfnDistribution): void {
  if (domain.hostedZoneId === undefined) return;
  for (const type of ["A", "AAAA"]) {
    new route53.CfnRecordSet(stack, `Domain${type}`, {
      hostedZoneId: domain.hostedZoneId,
      name: domain.name,
      type,
      aliasTarget: { dnsName: distribution.attrDomainName, hostedZoneId: cloudFrontZone },
    });
  }
}
