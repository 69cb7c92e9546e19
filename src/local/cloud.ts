import { autoscalingPart } from "./autoscaling/part.ts";
import { callsPart } from "./calls/part.ts";
import { cloudwatchPart } from "./cloudwatch/part.ts";
import { cloudformationPart } from "./cloudformation/part.ts";
import { dynamodbPart } from "./dynamodb/part.ts";
import { ecrPart } from "./ecr/part.ts";
import { ecsPart } from "./ecs/part.ts";
import { elbPart } from "./elb/part.ts";
import { networkProbe } from "./elb/probe.ts";
import { faultsPart } from "./faults/part.ts";
import { kmsPart } from "./kms/part.ts";
import { logsPart } from "./logs/part.ts";
import type { Ground, Part } from "./resource.ts";
import { s3Part } from "./s3/part.ts";
import { containerSecret } from "./secret-source.ts";
import { secretsManagerPart } from "./secrets-manager/part.ts";
import { type ServeOptions, serveParts, type Serving } from "./server.ts";
import { serviceQuotasPart } from "./service-quotas/part.ts";
import { snsPart } from "./sns/part.ts";
import { ssmPart } from "./ssm/part.ts";
import { stsPart } from "./sts/part.ts";
import { readTemplateAt } from "./template-url.ts";

/** The whole local cloud on one folder and one port. */
export const serveCloud = (options: ServeOptions): Promise<Serving> => serveParts(cloudParts, options);

/** Every part, after those it needs; they start in this order and stop in the reverse. */
export function cloudParts(ground: Ground): readonly Part[] {
  const quotas = serviceQuotasPart(ground);
  const kms = kmsPart(ground);
  const secrets = secretsManagerPart(ground, kms);
  const ssm = ssmPart(ground, kms);
  const s3 = s3Part(ground);
  const sns = snsPart(ground);
  const cloudwatch = cloudwatchPart(ground, { publish: sns.publish, scale: (arn, call) => scaling.act(arn, call) });
  const metrics = cloudwatch.sink;
  const logs = logsPart(ground, metrics);
  const elb = elbPart(ground, networkProbe, metrics);
  const ecr = ecrPart(ground);
  const secret = async (region: string, valueFrom: string) => containerSecret(secrets, ssm, region, valueFrom);
  const ecs = ecsPart(ground, {
    logs: logs.sink,
    targets: elb.targets,
    secret,
    quota: quotas.applied,
    image: ecr.resolve,
    alarm: cloudwatch.alarmNamed,
    metrics,
  });
  const scaling = autoscalingPart(ground, ecs.counts, cloudwatch.policyAlarms);
  const dynamodb = dynamodbPart(ground, s3.objects);
  const made = [
    stsPart(ground),
    quotas,
    kms,
    secrets,
    ssm,
    sns,
    cloudwatch,
    s3,
    dynamodb,
    logs,
    elb,
    ecr,
    ecs,
    scaling,
  ];
  const stacks = cloudformationPart(ground, {
    providers: made.flatMap(({ resources }) => resources),
    readTemplate: (url) => readTemplateAt(url, (bucket, key) => s3.readText(bucket, key)),
    alarm: cloudwatch.alarmState,
    parameter: (name, region) => ssm.readParameter(name, region),
    secret: (arnOrName, key, region) => secrets.readSecret(arnOrName, key, region),
  });
  const services = [...made, stacks].flatMap((part) => part.services);
  return [callsPart(ground), faultsPart(ground, services), ...made, stacks];
}
