import { edgeRegion } from "../graph.ts";
import { recordAt, textAt } from "../json.ts";
import { type Rule, where } from "./rule.ts";
import { ofType, type Placed, target, type TemplateSet } from "./template-set.ts";

/** The certificates that distributions show, as far as the templates make them. */
const viewerCertificates = (set: TemplateSet): readonly Placed[] =>
  ofType(set, "AWS::CloudFront::Distribution").flatMap(({ stack, properties }) => {
    const shown = recordAt(recordAt(properties, "DistributionConfig"), "ViewerCertificate")["AcmCertificateArn"];
    return shown === undefined ? [] : (target(set, stack, shown) ?? []);
  });

const firewalls = (set: TemplateSet, scope: string) =>
  ofType(set, "AWS::WAFv2::WebACL").filter(({ properties }) => textAt(properties, "Scope") === scope);

/** Log deliveries of distributions; CloudFront knows them in one Region. */
const distributionLogs = (set: TemplateSet) =>
  ofType(set, "AWS::Logs::DeliverySource").filter(
    ({ stack, properties }) => target(set, stack, properties["ResourceArn"])?.type === "AWS::CloudFront::Distribution",
  );

export const edgeResources: Rule = {
  id: "GW-L04",
  title: "what CloudFront uses is in us-east-1, and what is regional is at home",
  check: (set) => [
    ...where(
      [...firewalls(set, "CLOUDFRONT"), ...viewerCertificates(set), ...distributionLogs(set)],
      ({ stack }) => stack.region !== edgeRegion,
      `CloudFront finds it in ${edgeRegion} only`,
    ),
    ...where(
      firewalls(set, "REGIONAL"),
      ({ stack }) => stack.region !== set.config.region || stack.part === "edge",
      "a regional web ACL protects what is in its own Region: the environment's",
    ),
  ],
};
