import type { StackTemplate } from "../assembly.ts";
import type { StackPart } from "../graph.ts";
import { readTemplate } from "../template.ts";
import type { PictureEdge } from "./picture.ts";

/** One stack: how much there is in it, and what a reader looks for. */
export interface StackBox {
  readonly part: StackPart;
  readonly name: string;
  readonly region: string;
  readonly resources: number;
  readonly facts: readonly string[];
}

/** What is worth a word, the most telling first. */
const telling: readonly (readonly [type: string, one: string, many: string])[] = [
  ["AWS::EC2::VPC", "VPC", "VPCs"],
  ["AWS::EC2::Subnet", "subnet", "subnets"],
  ["AWS::EC2::NatGateway", "NAT gateway", "NAT gateways"],
  ["AWS::EC2::VPCEndpoint", "endpoint", "endpoints"],
  ["AWS::EC2::SecurityGroup", "security group", "security groups"],
  ["AWS::KMS::Key", "KMS key", "KMS keys"],
  ["AWS::SecretsManager::Secret", "secret", "secrets"],
  ["AWS::DynamoDB::Table", "table", "tables"],
  ["AWS::S3::Bucket", "bucket", "buckets"],
  ["AWS::ElastiCache::ReplicationGroup", "Redis", "Redis"],
  ["AWS::ECS::Service", "service", "services"],
  ["AWS::ElasticLoadBalancingV2::LoadBalancer", "load balancer", "load balancers"],
  ["AWS::ECR::Repository", "repository", "repositories"],
  ["AWS::ApiGateway::RestApi", "REST API", "REST APIs"],
  ["AWS::ApiGatewayV2::Api", "WebSocket API", "WebSocket APIs"],
  ["AWS::SQS::Queue", "queue", "queues"],
  ["AWS::CloudFront::Distribution", "distribution", "distributions"],
  ["AWS::WAFv2::WebACL", "web ACL", "web ACLs"],
  ["AWS::CloudWatch::Alarm", "alarm", "alarms"],
  ["AWS::CloudWatch::CompositeAlarm", "composite alarm", "composite alarms"],
  ["AWS::CloudWatch::Dashboard", "dashboard", "dashboards"],
  ["AWS::SNS::Topic", "topic", "topics"],
  ["AWS::Backup::BackupPlan", "backup plan", "backup plans"],
  ["AWS::IAM::Role", "role", "roles"],
];
const factsShown = 4;

export const stackBoxes = (templates: readonly StackTemplate[]): readonly StackBox[] =>
  templates.map(({ part, name, region, body }) => {
    const types = [...readTemplate(body).resources.values()].map(({ type }) => type);
    const facts = telling.flatMap(([type, one, many]) => {
      const count = types.filter((other) => other === type).length;
      return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
    });
    return { part, name, region, resources: types.length, facts: facts.slice(0, factsShown) };
  });

/** One edge for each pair of stacks between which values go. */
export function stackWires(templates: readonly StackTemplate[]): readonly PictureEdge[] {
  return templates.flatMap(({ part: to, parameters }) => {
    const counts = new Map<string, number>();
    for (const { part: from } of Object.values(parameters)) counts.set(from, (counts.get(from) ?? 0) + 1);
    return [...counts].map(([from, count]) => ({ from, to, label: count === 1 ? "1 value" : `${count} values` }));
  });
}
