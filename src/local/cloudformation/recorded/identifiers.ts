import { text } from "../../json.ts";
import type { ResourceSpec } from "../spec/spec.ts";
import { fillArn, type Fill } from "./fill.ts";

type Make = (fill: Fill) => string;

const prefixed =
  (prefix: string): Make =>
  (fill) =>
    `${prefix}-0${fill.hex("id", 16)}`;
const lower =
  (length: number): Make =>
  (fill) =>
    fill.lower("id", length);
const named =
  (property: string, maxLength?: number): Make =>
  (fill) =>
    fill.name(property, maxLength);
const uuid: Make = (fill) => fill.uuid("id");
const cloudFront: Make = (fill) => `E${fill.upper("id", 13)}`;

/** Types whose physical ID has a shape of its own; the rest follows from the specification. */
const makers: Readonly<Record<string, Make>> = {
  "AWS::EC2::DHCPOptions": prefixed("dopt"),
  "AWS::EC2::EIP": (fill) => address(fill),
  "AWS::EC2::FlowLog": prefixed("fl"),
  "AWS::EC2::Instance": prefixed("i"),
  "AWS::EC2::InternetGateway": prefixed("igw"),
  "AWS::EC2::LaunchTemplate": prefixed("lt"),
  "AWS::EC2::NatGateway": prefixed("nat"),
  "AWS::EC2::NetworkAcl": prefixed("acl"),
  "AWS::EC2::NetworkInterface": prefixed("eni"),
  "AWS::EC2::PrefixList": prefixed("pl"),
  "AWS::EC2::Route": (fill) =>
    [
      text(fill.properties, "RouteTableId"),
      ["DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId"]
        .map((key) => text(fill.properties, key))
        .find((value) => value !== undefined),
    ].join("|"),
  "AWS::EC2::RouteTable": prefixed("rtb"),
  "AWS::EC2::SecurityGroup": prefixed("sg"),
  "AWS::EC2::SecurityGroupEgress": prefixed("sgr"),
  "AWS::EC2::SecurityGroupIngress": prefixed("sgr"),
  "AWS::EC2::Subnet": prefixed("subnet"),
  "AWS::EC2::SubnetNetworkAclAssociation": prefixed("aclassoc"),
  "AWS::EC2::SubnetRouteTableAssociation": prefixed("rtbassoc"),
  "AWS::EC2::Volume": prefixed("vol"),
  "AWS::EC2::VPC": prefixed("vpc"),
  "AWS::EC2::VPCEndpoint": prefixed("vpce"),
  "AWS::EC2::VPCGatewayAttachment": (fill) => `IGW|${text(fill.properties, "VpcId") ?? ""}`,
  "AWS::EC2::VPCPeeringConnection": prefixed("pcx"),
  "AWS::ApiGateway::Authorizer": lower(6),
  "AWS::ApiGateway::ApiKey": lower(10),
  "AWS::ApiGateway::Deployment": lower(6),
  "AWS::ApiGateway::RequestValidator": lower(6),
  "AWS::ApiGateway::Resource": lower(6),
  "AWS::ApiGateway::RestApi": lower(10),
  "AWS::ApiGateway::Stage": named("StageName"),
  "AWS::ApiGateway::UsagePlan": lower(6),
  "AWS::ApiGateway::VpcLink": lower(6),
  "AWS::ApiGatewayV2::Api": lower(10),
  "AWS::ApiGatewayV2::Authorizer": lower(6),
  "AWS::ApiGatewayV2::Deployment": lower(6),
  "AWS::ApiGatewayV2::Integration": lower(7),
  "AWS::ApiGatewayV2::Route": lower(7),
  "AWS::ApiGatewayV2::Stage": named("StageName"),
  "AWS::ApiGatewayV2::VpcLink": lower(6),
  "AWS::Backup::BackupPlan": uuid,
  "AWS::CloudFront::CachePolicy": uuid,
  "AWS::CloudFront::Distribution": cloudFront,
  "AWS::CloudFront::OriginAccessControl": cloudFront,
  "AWS::CloudFront::OriginRequestPolicy": uuid,
  "AWS::CloudFront::ResponseHeadersPolicy": uuid,
  "AWS::CertificateManager::Certificate": (fill) =>
    `arn:aws:acm:${fill.region}:${fill.account}:certificate/${fill.uuid("id")}`,
  "AWS::ElastiCache::ParameterGroup": (fill) => fill.request.generatedName(40).toLowerCase(),
  "AWS::ElastiCache::ReplicationGroup": (fill) => fill.name("ReplicationGroupId", 40).toLowerCase(),
  "AWS::ElastiCache::SubnetGroup": (fill) => fill.name("CacheSubnetGroupName", 255).toLowerCase(),
  "AWS::IAM::AccessKey": (fill) => `AKIA${fill.upper("id", 16)}`,
  "AWS::IAM::Policy": (fill) =>
    `${fill.request.stackName.slice(0, 4)}-${fill.request.logicalId.slice(0, 4)}-${fill.upper("id", 12)}`,
  "AWS::KMS::Key": uuid,
  "AWS::Route53::HostedZone": (fill) => `Z${fill.upper("id", 20)}`,
  "AWS::ServiceDiscovery::PrivateDnsNamespace": (fill) => `ns-${fill.lower("id", 16)}`,
  "AWS::ServiceDiscovery::HttpNamespace": (fill) => `ns-${fill.lower("id", 16)}`,
  "AWS::ServiceDiscovery::Service": (fill) => `srv-${fill.lower("id", 16)}`,
  "AWS::WAFv2::WebACL": (fill) =>
    `${fill.name("Name", 128)}|${fill.uuid("id")}|${text(fill.properties, "Scope") ?? ""}`,
};

/** A public address. */
export const address = (fill: Fill) => {
  // 198.18.0.0/15 (RFC 2544): room enough that no two are alike by chance.
  const host = Number.parseInt(fill.hex("address", 5), 16) % 2 ** 17;
  return `198.${18 + (host >> 16)}.${(host >> 8) % 256}.${host % 256}`;
};

/** What Ref gives: the shape of the type, the user's name, or what the identifier of the type looks like. */
export function physicalIdFor(fill: Fill, spec: ResourceSpec): string {
  const maker = makers[spec.type];
  if (maker) return maker(fill);
  const parts = spec.identifier.map((key) => partFor(key, fill, spec));
  return parts.length === 0 ? fill.request.generatedName(64) : parts.join("|");
}

function partFor(key: string, fill: Fill, spec: ResourceSpec): string {
  const given = text(fill.properties, key);
  if (given !== undefined) return given;
  if (/Arn$/i.test(key)) return arnFor(fill, spec, nameIn(fill, spec));
  return spec.property(key) === undefined && /Id$/i.test(key) && key !== "Id"
    ? fill.lower(key, 12)
    : fill.request.generatedName(64);
}

/** The user's name for a resource whose identifier is made by the service, such as an ARN. */
function nameIn(fill: Fill, spec: ResourceSpec): string {
  const last = spec.type.split("::").at(-1) ?? "";
  const given = ["Name", `${last}Name`].map((key) => text(fill.properties, key)).find((value) => value !== undefined);
  return given ?? fill.request.generatedName(64);
}

/** The ARN by the specification's template, or of the common shape when it has none. */
export function arnFor(fill: Fill, spec: ResourceSpec, name: string): string {
  if (name.startsWith("arn:")) return name;
  if (spec.arnTemplate !== undefined) return fillArn(spec.arnTemplate, fill, name);
  const [, service = "", last = ""] = spec.type.split("::");
  return `arn:aws:${service.toLowerCase()}:${fill.region}:${fill.account}:${last.toLowerCase()}/${name}`;
}
