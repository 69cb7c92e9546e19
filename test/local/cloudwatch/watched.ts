import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import type { AlarmReceivers, ScalingCall } from "../../../src/local/cloudwatch/alarms/states.ts";
import { cloudwatchPart } from "../../../src/local/cloudwatch/part.ts";
import type { ServeOptions } from "../../../src/local/server.ts";
import { ServiceError } from "../../../src/local/service.ts";
import { handClock } from "../fake-ground.ts";
import { folder, serving } from "../serving.ts";

export const start = Date.parse("2026-03-01T12:00:00Z");
export const minute = 60_000;

/** How an SDK client reaches an endpoint. */
export const settings = (endpoint: string) => ({
  endpoint,
  region: "eu-west-1",
  credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
  maxAttempts: 1,
});

export const topic = "arn:aws:sns:eu-west-1:000000000000:alarms";
/** A topic whose receiver fails in a way that no service names. */
export const broken = "arn:aws:sns:eu-west-1:000000000000:broken";
export const policy =
  "arn:aws:autoscaling:eu-west-1:000000000000:scalingPolicy:1:resource/ecs/service/dev/engine:policyName/cpu";

/** CloudWatch behind a port, with a clock moved by hand, one topic and one scaling policy. */
export async function watched(options: Partial<ServeOptions> = {}) {
  const clock = handClock(start);
  const dir = options.dir ?? folder();
  const published: { readonly subject: string; readonly message: string }[] = [];
  const scaled: ScalingCall[] = [];
  const receivers: AlarmReceivers = {
    publish(arn, message) {
      if (arn === broken) throw new Error("the receiver is broken");
      if (arn !== topic) throw new ServiceError("NotFound", "Topic does not exist");
      published.push(message);
    },
    scale: (_, call) => void scaled.push(call),
  };
  const server = await serving((ground) => [cloudwatchPart(ground, receivers)], { dir, clock, ...options });
  const client = new CloudWatchClient(settings(server.endpoint));
  return { clock, dir, endpoint: server.endpoint, server, client, published, scaled };
}

/** An alarm's state and its reason. */
export async function stateOf(client: CloudWatchClient, name = "errors") {
  const AlarmTypes = ["MetricAlarm" as const, "CompositeAlarm" as const];
  const found = await client.send(new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes }));
  const [alarm] = [...(found.MetricAlarms ?? []), ...(found.CompositeAlarms ?? [])];
  return [alarm?.StateValue, alarm?.StateReason];
}

/** What PutMetricAlarm needs for an alarm on more than five errors in a minute. */
export const errorsAlarm = {
  Namespace: "Game",
  MetricName: "errors",
  AlarmName: "errors",
  AlarmDescription: "too many",
  Statistic: "Sum",
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 5,
  ComparisonOperator: "GreaterThanThreshold",
} as const;
