import { every } from "../every.ts";
import type { Ground, Part } from "../resource.ts";
import { openAlarms } from "./alarms/alarms.ts";
import { alarmOperations } from "./alarms/operations.ts";
import { type PolicyAlarms, policyAlarms } from "./alarms/policy-alarms.ts";
import { alarmArn } from "./alarms/rows.ts";
import { windowOf } from "./alarms/condition.ts";
import { alarmProviders } from "./alarms/resources.ts";
import type { AlarmReceivers } from "./alarms/states.ts";
import { dashboardOperations, dashboardProvider, openDashboards } from "./dashboards/dashboards.ts";
import { getMetricData } from "./metrics/data.ts";
import { listMetrics } from "./metrics/list.ts";
import { putMetricData } from "./metrics/put.ts";
import { getMetricStatistics } from "./metrics/statistics.ts";
import { sampleOf } from "./metrics/sample.ts";
import { type MetricStore, openMetrics } from "./metrics/store.ts";
import { queryCodes } from "./refuse.ts";
import type { MetricSink } from "./sink.ts";

interface CloudWatchPart extends Part {
  readonly sink: MetricSink;
  readonly policyAlarms: PolicyAlarms;
  /** The alarm of a name: whether it is in ALARM, and the milliseconds that its periods make together. */
  readonly alarmNamed: (
    region: string,
    name: string,
  ) => { readonly isRaised: boolean; readonly window: number } | undefined;
  /** OK, ALARM or INSUFFICIENT_DATA; undefined where there is no alarm of the ARN. */
  readonly alarmState: (arn: string) => string | undefined;
}

/** CloudWatch: metrics as they are published, and alarms that look at them. */
export function cloudwatchPart(ground: Ground, receivers: AlarmReceivers): CloudWatchPart {
  const metrics = openMetrics(ground);
  const alarms = openAlarms(ground, metrics, receivers);
  const dashboards = openDashboards(ground);
  const now = () => ground.clock.now();
  let stopExpiring = () => {};
  return {
    about: { service: "CloudWatch", does: "metrics that are pushed to it, and alarms that look at them and act" },
    services: [
      {
        scope: "monitoring",
        protocol: "spoken",
        namespace: "http://monitoring.amazonaws.com/doc/2010-08-01/",
        target: "GraniteServiceVersion20100801",
        kinds,
        queryCodes,
        operations: {
          PutMetricData: putMetricData(metrics, now),
          ListMetrics: listMetrics(metrics, now),
          GetMetricStatistics: getMetricStatistics(metrics),
          GetMetricData: getMetricData(metrics),
          ...alarmOperations(alarms, now),
          ...dashboardOperations(dashboards),
        },
      },
    ],
    resources: [...alarmProviders(alarms), dashboardProvider(dashboards)],
    alarmState: (arn) => alarms.tables.alarms.get(arn)?.state.value,
    alarmNamed: (region, name) => {
      const found = alarms.tables.alarms.get(alarmArn({ region, account: ground.account }, name));
      return found && { isRaised: found.state.value === "ALARM", window: windowOf(found) };
    },
    sink: metricSink(metrics, now),
    policyAlarms: policyAlarms(alarms),
    async start() {
      alarms.start();
      stopExpiring = every(ground.clock, hour, "Expired metrics could not be deleted", () => metrics.expire());
    },
    async stop() {
      alarms.stop();
      stopExpiring();
    },
  };
}

const hour = 3_600_000;

const metricSink = (metrics: MetricStore, now: () => number): MetricSink => ({
  write: (region, metric, measured) =>
    metrics.put(
      region,
      metric,
      measured.map(({ value, unit, at = now() }) => ({ at, unit, sample: sampleOf(value) })),
    ),
});

/** Members of outputs that are moments, doubles and maps in the service's model. */
const kinds = {
  Timestamp: "moment",
  Timestamps: "moment",
  StateUpdatedTimestamp: "moment",
  StateTransitionedTimestamp: "moment",
  AlarmConfigurationUpdatedTimestamp: "moment",
  LastModified: "moment",
  Values: "double",
  SampleCount: "double",
  Average: "double",
  Sum: "double",
  Minimum: "double",
  Maximum: "double",
  Threshold: "double",
  ExtendedStatistics: "map",
} as const;
