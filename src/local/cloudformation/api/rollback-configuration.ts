import { list, number, text, type Json, type JsonObject } from "../../json.ts";
import { invalid } from "../refusal.ts";

const alarmTypes = ["AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"];
const mostTriggers = 5;
const longest = 180;

/** The rollback triggers of a request, checked, kept and shown; nothing here raises the alarms they watch. */
export function rollbackConfiguration(input: JsonObject): Json {
  const given = input["RollbackConfiguration"];
  if (typeof given !== "object") return undefined;
  const triggers = list(given, "RollbackTriggers");
  if (triggers.length > mostTriggers)
    throw invalid(
      `1 validation error detected: Value at 'rollbackConfiguration.rollbackTriggers' failed to satisfy constraint: Member must have length less than or equal to ${mostTriggers}`,
    );
  for (const trigger of triggers) checkTrigger(trigger);
  const minutes = number(given, "MonitoringTimeInMinutes") ?? 0;
  if (minutes < 0 || minutes > longest)
    throw invalid(
      `1 validation error detected: Value '${minutes}' at 'rollbackConfiguration.monitoringTimeInMinutes' failed to satisfy constraint: Member must have value ${minutes < 0 ? "greater than or equal to 0" : `less than or equal to ${longest}`}`,
    );
  return given;
}

function checkTrigger(trigger: Json) {
  if (!alarmTypes.includes(text(trigger, "Type") ?? "")) throw invalid("Rollback Trigger Type not supported");
  if (!/^arn:[\w-]+:cloudwatch:[\w-]+:\d{12}:alarm:.+$/.test(text(trigger, "Arn") ?? ""))
    throw invalid("RelativeId of a Rollback Trigger's ARN is incorrect");
}
