import { isObject, text } from "../../json.ts";
import type { ExistingRequest, Live, ResourceProvider, ResourceRequest, Step } from "../../resource.ts";
import { attempt } from "../../attempt.ts";
import { doneStep, existsStep } from "../../step.ts";
import { tagsOf } from "../../tag-list.ts";
import type { Alarms } from "./alarms.ts";
import { compositeAlarm, metricAlarm } from "./put.ts";
import { alarmArn, type AlarmRow } from "./rows.ts";

/** AWS::CloudWatch::Alarm and AWS::CloudWatch::CompositeAlarm. Ref is the name. */
export const alarmProviders = (alarms: Alarms): readonly ResourceProvider[] => [
  alarmProvider(alarms, "AWS::CloudWatch::Alarm", metricAlarm),
  alarmProvider(alarms, "AWS::CloudWatch::CompositeAlarm", compositeAlarm),
];

type Read = typeof metricAlarm;

function alarmProvider(alarms: Alarms, type: string, read: Read): ResourceProvider {
  const { tables } = alarms;
  const found = (request: ExistingRequest) => tables.alarms.get(alarmArn(request, request.physicalId));
  const put = (request: ResourceRequest, name: string) =>
    attempt(request, () => {
      const { tags, properties, token } = request;
      const owner = { tags: { ...tags, ...tagsOf(properties) }, token };
      return done(alarms.put(read({ ...properties, AlarmName: name }, request, owner)));
    });
  return {
    types: [type],
    create(request) {
      const name = text(request.properties, "AlarmName") ?? request.generatedName(255);
      const existing = tables.alarms.get(alarmArn(request, name));
      if (existing && existing.token !== request.token) return existsStep(request, name);
      return existing ? done(existing) : put(request, name);
    },
    update: (request) => put(request, request.physicalId),
    read(request) {
      const alarm = found(request);
      return alarm && live(alarm);
    },
    delete(request) {
      const alarm = found(request);
      if (alarm) alarms.remove(alarm);
      return doneStep(request.physicalId);
    },
  };
}

const done = ({ name, arn }: AlarmRow): Step => doneStep(name, { Arn: arn });

/** What a template says of an alarm; an empty list of actions is as none. */
function live({ name, arn, settings }: AlarmRow): Live {
  const given = Object.entries(settings).filter(
    ([, value]) => isObject(value) || !Array.isArray(value) || value.length > 0,
  );
  return { properties: { AlarmName: name, ...Object.fromEntries(given) }, attributes: { Arn: arn } };
}
