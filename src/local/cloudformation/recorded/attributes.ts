import { number, text, type Json, type JsonObject } from "../../json.ts";
import type { ResourceSpec } from "../spec/spec.ts";
import type { Fill } from "./fill.ts";
import { arnFor } from "./identifiers.ts";

type Make = (fill: Fill, physicalId: string) => JsonObject;

const cache: Make = (fill, physicalId) => {
  const domain = `${physicalId}.${fill.lower("cache", 6)}.use1.cache.amazonaws.com`;
  const port = String(number(fill.properties, "Port") ?? 6379);
  return {
    "PrimaryEndPoint.Address": `master.${domain}`,
    "PrimaryEndPoint.Port": port,
    "ReaderEndPoint.Address": `replica.${domain}`,
    "ReaderEndPoint.Port": port,
    "ConfigurationEndPoint.Address": `clustercfg.${domain}`,
    "ConfigurationEndPoint.Port": port,
  };
};

const iam =
  (kind: string, id: string): Make =>
  (fill, physicalId) => ({
    Arn: `arn:aws:iam::${fill.account}:${kind}${text(fill.properties, "Path") ?? "/"}${physicalId}`,
    [`${kind[0]?.toUpperCase() ?? ""}${kind.slice(1)}Id`]: `${id}${fill.upper("unique", 17)}`,
  });

/** Attributes with a shape of their own. */
const makers: Readonly<Record<string, Make>> = {
  "AWS::EC2::VPC": (fill) => ({
    CidrBlockAssociations: [`vpc-cidr-assoc-0${fill.hex("association", 16)}`],
    DefaultNetworkAcl: `acl-0${fill.hex("acl", 16)}`,
    DefaultSecurityGroup: `sg-0${fill.hex("group", 16)}`,
    Ipv6CidrBlocks: [],
  }),
  "AWS::EC2::Subnet": (fill) => ({ AvailabilityZone: text(fill.properties, "AvailabilityZone") ?? `${fill.region}a` }),
  "AWS::EC2::EIP": (fill, physicalId) => ({
    AllocationId: `eipalloc-0${fill.hex("allocation", 16)}`,
    PublicIp: physicalId,
  }),
  "AWS::EC2::VPCEndpoint": (fill, physicalId) => ({
    DnsEntries: [`Z${fill.upper("zone", 13)}:${physicalId}-${fill.lower("dns", 8)}.vpce.amazonaws.com`],
    NetworkInterfaceIds: [`eni-0${fill.hex("interface", 16)}`],
  }),
  "AWS::ApiGateway::RestApi": (fill) => ({ RootResourceId: fill.lower("root", 10) }),
  "AWS::ApiGatewayV2::Api": (fill, physicalId) => ({
    ApiEndpoint: `${text(fill.properties, "ProtocolType") === "WEBSOCKET" ? "wss" : "https"}://${physicalId}.execute-api.${fill.region}.amazonaws.com`,
  }),
  "AWS::CloudFront::Distribution": (fill) => ({ DomainName: `d${fill.lower("domain", 13)}.cloudfront.net` }),
  "AWS::ElastiCache::ReplicationGroup": cache,
  "AWS::IAM::Role": iam("role", "AROA"),
  "AWS::IAM::User": iam("user", "AIDA"),
  "AWS::IAM::Group": iam("group", "AGPA"),
  "AWS::IAM::InstanceProfile": iam("instance-profile", "AIPA"),
  "AWS::Route53::HostedZone": (fill) => ({
    NameServers: [1, 2, 3, 4].map((index) => `ns-${index}.awsdns-${fill.hex("server", 2)}.com`),
  }),
  "AWS::ElasticLoadBalancingV2::LoadBalancer": (fill, physicalId) => ({
    DNSName: `${fill.name("Name", 32)}-${fill.hex("dns", 10)}.${fill.region}.elb.amazonaws.com`,
    CanonicalHostedZoneID: `Z${fill.upper("zone", 13)}`,
    LoadBalancerFullName: physicalId.split(":loadbalancer/")[1] ?? physicalId,
    LoadBalancerName: fill.name("Name", 32),
  }),
  "AWS::WAFv2::WebACL": (fill, physicalId) => {
    const [name = "", id = "", scope = ""] = physicalId.split("|");
    const region = scope === "CLOUDFRONT" ? "us-east-1" : fill.region;
    const place = scope === "CLOUDFRONT" ? "global" : "regional";
    return {
      Id: id,
      Arn: `arn:aws:wafv2:${region}:${fill.account}:${place}/webacl/${name}/${id}`,
      Capacity: "0",
      LabelNamespace: `awswaf:${fill.account}:webacl:${name}:`,
    };
  },
};

/** Every attribute the specification names, each with a value of the right shape. */
export function attributesFor(fill: Fill, spec: ResourceSpec, physicalId: string): JsonObject {
  const own = makers[spec.type]?.(fill, physicalId) ?? {};
  const generic = [...spec.attributes].map(
    ([name, kind]) => [name, valueFor(name, kind, { fill, spec, physicalId })] as const,
  );
  const custom = spec.open ? responseData(fill.properties) : {};
  return { ...custom, ...Object.fromEntries(generic), ...own };
}

/** A custom resource answers what it likes; here nobody runs it, so its own properties are all there is to read. */
const responseData = (properties: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(properties).filter(([, value]) => typeof value !== "object"));

interface Place {
  readonly fill: Fill;
  readonly spec: ResourceSpec;
  readonly physicalId: string;
}

type Value = (name: string, place: Place) => Json;

/** By the last part of an attribute's name; the first rule that fits decides. */
const byName: readonly (readonly [RegExp, Value])[] = [
  [/Arn$/i, (_, { fill, spec, physicalId }) => arnFor(fill, spec, physicalId)],
  [/^Id$/, (name, { fill, spec, physicalId }) => (spec.identifier.length > 1 ? fill.lower(name, 12) : physicalId)],
  [/Id$/i, (name, { fill }) => fill.lower(name, 12)],
  [/Domain|DNS|Address|Endpoint|Url/i, (name, { fill }) => `${fill.lower(name, 12)}.${fill.region}.amazonaws.com`],
  [/Name$/, (_, { physicalId }) => physicalId],
  [/Port$/, () => "443"],
  [/Time|Date/, () => "1970-01-01T00:00:00.000Z"],
  [/./, (name, { physicalId }) => `${physicalId}-${name.split(".").at(-1)?.toLowerCase() ?? ""}`],
];

const byKind: Readonly<Record<string, Json>> = { array: [], integer: "0", number: "0", boolean: "false" };

/** Where the ID attribute is not called after the type. */
const groupId: Readonly<Record<string, string>> = { "AWS::EC2::SecurityGroup": "GroupId" };

function valueFor(name: string, kind: string, place: Place): Json {
  const given = place.fill.properties[name];
  if (given !== undefined) return given;
  if (place.spec.identifier.length === 1 && place.spec.identifier[0] === name) return place.physicalId;
  if (name === `${place.spec.type.split("::").at(-1) ?? ""}Id` || name === groupId[place.spec.type])
    return place.physicalId;
  if (byKind[kind] !== undefined) return byKind[kind];
  const last = name.split(".").at(-1) ?? name;
  return byName.find(([pattern]) => pattern.test(last))?.[1](name, place);
}
