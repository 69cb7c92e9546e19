import type { Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { EnvironmentConfig } from "../src/model/environment.ts";
import { alarm } from "./monitoring/alarm.ts";
import { backups } from "./monitoring/backups.ts";
import { budget } from "./monitoring/budget.ts";
import { compositeAlarms } from "./monitoring/composites.ts";
import { dashboard } from "./monitoring/dashboard.ts";
import { failedDeployments } from "./monitoring/deployments.ts";
import { essentialAlarms } from "./monitoring/essential-alarms.ts";
import { furtherAlarms } from "./monitoring/further-alarms.ts";
import { loggedMetrics } from "./monitoring/logged-metrics.ts";
import { savedQueries } from "./monitoring/queries.ts";
import { topics } from "./monitoring/topics.ts";
import { trail } from "./monitoring/trail.ts";
import { tracing } from "./monitoring/tracing.ts";
import { traffic } from "./monitoring/traffic.ts";
import { environmentStack, input, output } from "./stack.ts";

/** Who is told what: alarms and their topics, the dashboard, traces, saved queries, the budget, the backups and the trail. */
export function monitoringStack(scope: Construct, config: EnvironmentConfig): Stack {
  const stack = environmentStack(scope, config, "monitoring");
  const told = topics(stack, config, input(stack, "security", "LogsKeyArn"));
  const carried = traffic(stack);
  for (const definition of essentialAlarms(config, carried)) alarm(stack, config, told, definition);
  if (config.retainData) {
    for (const definition of furtherAlarms(config, carried)) alarm(stack, config, told, definition);
    failedDeployments(stack, config, told);
  }
  if (config.retainData && config.protected) compositeAlarms(stack, config, told);
  loggedMetrics(stack, config);
  savedQueries(stack, config);
  tracing(stack, config);
  dashboard(stack, config);
  budget(stack, config, told);
  if (config.trail) trail(stack, config);
  if (config.backups) backups(stack, config, input(stack, "security", "DataKeyArn"));

  output(stack, "CriticalTopicArn", told.critical, "Told at once");
  output(stack, "WarningTopicArn", told.warning, "Told the same day");
  output(stack, "InfoTopicArn", told.info, "Written down");
  return stack;
}
