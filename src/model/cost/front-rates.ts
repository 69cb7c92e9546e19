import { listOf, recordAt } from "../json.ts";
import { numberAt } from "../template-values.ts";
import { charge, type Rate } from "./charge.ts";
import { prices, type Price } from "./price-list.ts";

const one =
  (kind: string, price: Price): Rate =>
  () => [charge(kind, 1, price)];

/** A message that comes in by the WebSocket API is sent, received and deleted. */
const queueRequestsAMessage = 3;

/** Prices of what clients talk to and of what watches it. */
export const frontRates: Readonly<Record<string, Rate>> = {
  "AWS::ApiGateway::Stage": (_, { usage, share }) => [
    charge("REST requests", usage.requests * share("AWS::ApiGateway::Stage"), prices.restRequests),
  ],
  "AWS::ApiGatewayV2::Stage": (_, { usage, share }) => {
    const part = share("AWS::ApiGatewayV2::Stage");
    return [
      charge("WebSocket messages", usage.messages * part, prices.socketMessages),
      charge("WebSocket connection minutes", usage.connectionMinutes * part, prices.socketMinutes),
    ];
  },
  // The queue of failed messages stays empty in a good month; the other one carries all of them.
  "AWS::SQS::Queue": ({ properties }, { usage }) =>
    "RedrivePolicy" in properties
      ? [charge("Queue requests", usage.messages * queueRequestsAMessage, prices.queueRequests)]
      : [],
  "AWS::CloudFront::Distribution": (_, { usage, share }) => [
    charge("CloudFront requests", usage.requests * share("AWS::CloudFront::Distribution"), prices.edgeRequests),
  ],
  "AWS::WAFv2::WebACL": ({ properties }, { usage }) => [
    charge("Web ACLs", 1, prices.firewall),
    charge("Web ACL rules", listOf(properties["Rules"]).length, prices.firewallRule),
    charge("Requests inspected", usage.requests, prices.firewallRequests),
  ],
  "AWS::CloudWatch::Alarm": one("Alarms", prices.alarm),
  "AWS::CloudWatch::CompositeAlarm": one("Composite alarms", prices.compositeAlarm),
  "AWS::CloudWatch::Dashboard": one("Dashboards", prices.dashboard),
  "AWS::Logs::MetricFilter": one("Metrics from logs", prices.metric),
  "AWS::XRay::SamplingRule": ({ properties }, { usage }) => {
    const rate = numberAt(recordAt(properties, "SamplingRule"), "FixedRate") ?? 0;
    return [charge("Traces", usage.requests * rate, prices.traces)];
  },
};
