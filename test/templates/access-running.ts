import {
  account,
  arn,
  bound,
  deployers,
  lookers,
  maker,
  region,
  row,
  type Row,
  starters,
  stranger,
  tasks,
} from "./access-rows.ts";

const [worlds = "", , models = ""] = tasks;
const everywhere = "*";

/** What runs: its logs, images, models, traces and numbers. */
export function runningRows(env: string): readonly Row[] {
  const stream = (group: string, environment = env) =>
    arn("logs", `log-group:/gworld/${environment}/${group}:log-stream:1`);
  const repository = (service: string, environment = env) => arn("ecr", `repository/gworld-${environment}/${service}`);
  const own = ["world-management", "agent-runtime", "llm-integration"];
  return [
    ...own.flatMap((service, index) => {
      const starter = starters[index] ?? "";
      return [
        row("logs:PutLogEvents", stream(service), [starter, maker, bound]),
        row("ecr:BatchGetImage", repository(service), [starter, ...deployers, bound]),
      ];
    }),
    row("logs:PutLogEvents", stream("authorizer"), ["Authorizer", maker, bound]),
    row("logs:PutLogEvents", stream("default-security-group"), ["DefaultSecurityGroup", maker, bound]),
    row("logs:PutLogEvents", stream("flow"), ["FlowLog", maker, bound]),
    row("logs:PutLogEvents", stream("flow", "other"), []),
    row("logs:DescribeLogGroups", everywhere, ["FlowLog", ...lookers, maker, bound]),
    row("ecr:GetAuthorizationToken", everywhere, [...starters, ...deployers, bound]),
    row("ecr:PutImage", repository("agent-runtime"), [...deployers, maker]),
    row("ecr:PutImage", repository("agent-runtime", "other"), []),
    row("ecr:BatchGetImage", repository("agent-runtime", "other"), []),
    row("ecr:DescribeImages", repository("agent-runtime"), deployers),
    row("xray:PutTraceSegments", everywhere, [...tasks, bound]),
    row("cloudwatch:PutMetricData", everywhere, [...tasks, bound], { "cloudwatch:namespace": `GWorld/${env}` }),
    row("cloudwatch:PutMetricData", everywhere, [bound], { "cloudwatch:namespace": "GWorld/other" }),
    { ...row("ssmmessages:CreateDataChannel", everywhere, [...tasks, bound]), guarded: [bound] },
    ...modelRows(),
    ...scalingRows(env),
    ...groupRows(),
  ];
}

function modelRows(): readonly Row[] {
  const model = (id: string, where = region) => `arn:aws:bedrock:${where}::foundation-model/${id}`;
  return [
    row("bedrock:InvokeModel", model("anthropic.claude-sonnet-4"), [models, bound]),
    row("bedrock:InvokeModel", model("amazon.nova-pro-v1:0", "us-west-2"), [models, bound]),
    row("bedrock:InvokeModel", model("meta.llama3-70b"), []),
    row("bedrock:InvokeModel", arn("bedrock", "inference-profile/eu.anthropic.claude-sonnet-4"), [models, bound]),
    row("bedrock:ApplyGuardrail", arn("bedrock", "guardrail/g1"), [bound]),
    row("bedrock:DeleteGuardrail", arn("bedrock", "guardrail/g1"), []),
  ];
}

function scalingRows(env: string): readonly Row[] {
  const target = (owner = account) => arn("application-autoscaling", "scalable-target/0ab1", region, owner);
  const service = (name: string, environment = env) => arn("ecs", `service/gworld-${environment}/${name}`);
  const namespace = (name: string) => ({ "application-autoscaling:service-namespace": name });
  return [
    row(
      "application-autoscaling:RegisterScalableTarget",
      target(),
      [worlds, "Operator", maker, bound],
      namespace("ecs"),
    ),
    row("application-autoscaling:RegisterScalableTarget", target(), [maker, bound], namespace("dynamodb")),
    row("application-autoscaling:RegisterScalableTarget", target(stranger), [maker], namespace("ecs")),
    row("application-autoscaling:DescribeScalableTargets", everywhere, [worlds, ...lookers, maker, bound]),
    row("ecs:DescribeServices", service("agent-runtime"), [worlds, ...lookers, maker, bound]),
    row("ecs:DescribeServices", service("world-management"), [...lookers, maker, bound]),
    row("ecs:DescribeServices", service("agent-runtime", "other"), lookers),
    row("ecs:UpdateService", service("agent-runtime"), ["Operator", maker]),
    row("ecs:UpdateService", service("agent-runtime", "other"), []),
  ];
}

/** The default security group of the environment's own VPC is emptied, and no other group touched. */
function groupRows(): readonly Row[] {
  const group = (owner = account) => arn("ec2", "security-group/sg-1", region, owner);
  const vpc = (id: string) => ({ "ec2:Vpc": arn("ec2", `vpc/${id}`) });
  return [
    row("ec2:RevokeSecurityGroupIngress", group(), ["DefaultSecurityGroup", maker, bound], vpc("NetworkVpcId")),
    row("ec2:RevokeSecurityGroupEgress", group(), [maker, bound], vpc("vpc-other")),
    row("ec2:RevokeSecurityGroupIngress", group(stranger), [maker], vpc("NetworkVpcId")),
    row("ec2:DescribeSecurityGroups", everywhere, ["DefaultSecurityGroup", maker, bound]),
  ];
}
