import { type Stack, aws_cloudwatch as cloudwatch } from "aws-cdk-lib";
import { type EnvironmentConfig, serviceNames } from "../../src/model/environment.ts";
import { pascalCase, worldTables } from "../../src/model/names.ts";
import { alarmName } from "./alarm.ts";
import type { Topics } from "./topics.ts";

/** What users feel, of alarms that each tell one cause. */
const composites: Readonly<Record<string, { readonly any: readonly string[]; readonly meaning: string }>> = {
  ServiceDown: {
    meaning: "A service is down or answers nobody",
    any: ["NoHealthyTarget", ...serviceNames.map((service) => `${pascalCase(service)}Tasks`)],
  },
  DataPathDegraded: {
    meaning: "Worlds are read or written with errors or delays",
    any: ["RedisCpu", "RedisMemory", ...worldTables.flatMap((table) => [`${table}Throttles`, `${table}SystemErrors`])],
  },
  ModelUnavailable: {
    meaning: "Agents think slowly or not at all",
    any: ["ModelThrottles", "ModelErrors", "ModelLatency"],
  },
  ApiDegraded: {
    meaning: "Clients get errors or wait",
    any: ["ApiErrors", "ApiLatency", "WebSocketErrors", "RejectedConnections"],
  },
};

/** Composite alarms of a protected environment: one call at night for one incident, not one for each of its causes. */
export function compositeAlarms(stack: Stack, config: EnvironmentConfig, topics: Topics): void {
  for (const [id, { any, meaning }] of Object.entries(composites)) {
    const composite = new cloudwatch.CfnCompositeAlarm(stack, id, {
      alarmName: alarmName(config, id),
      alarmDescription: meaning,
      alarmRule: any.map((cause) => `ALARM("${alarmName(config, cause)}")`).join(" OR "),
      alarmActions: [topics.critical],
      okActions: [topics.critical],
    });
    for (const cause of any) {
      const known = stack.node.tryFindChild(cause);
      if (known instanceof cloudwatch.CfnAlarm) composite.addResourceDependency(known);
    }
  }
}
