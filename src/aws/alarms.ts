import type { CloudWatch, CompositeAlarm, MetricAlarm } from "@aws-sdk/client-cloudwatch";
import type { Alarms, AlarmState } from "../ports/alarms.ts";
import type { AwsClients } from "./clients.ts";
import { explain } from "./explain.ts";

/** CloudWatch takes at most this many names a call (API_DescribeAlarms). */
const namesAtOnce = 100;

/** Alarms of the clients' Region. */
export const cloudWatchAlarms = (clients: AwsClients): Alarms => ({
  states: (names) =>
    explain(clients, "cloudwatch:DescribeAlarms", async () => {
      const client = await clients.cloudWatch();
      const found: AlarmState[] = [];
      for (let start = 0; start < names.length; start += namesAtOnce)
        found.push(...(await describe(client, names.slice(start, start + namesAtOnce))));
      return found;
    }),
});

/** Without AlarmTypes CloudWatch leaves composite alarms out. */
async function describe(client: CloudWatch, names: string[]): Promise<readonly AlarmState[]> {
  const { MetricAlarms = [], CompositeAlarms = [] } = await client.describeAlarms({
    AlarmNames: names,
    AlarmTypes: ["MetricAlarm", "CompositeAlarm"],
    MaxRecords: namesAtOnce,
  });
  return [...MetricAlarms, ...CompositeAlarms].map(stateOf);
}

const stateOf = (alarm: MetricAlarm | CompositeAlarm): AlarmState => ({
  name: alarm.AlarmName ?? "",
  state: alarm.StateValue ?? "",
  reason: alarm.StateReason,
  since: (alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp)?.getTime(),
});
