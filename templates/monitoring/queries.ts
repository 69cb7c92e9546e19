import { type Stack, aws_logs as logs } from "aws-cdk-lib";
import { type EnvironmentConfig, serviceNames } from "../../src/model/environment.ts";
import { logGroupName, pascalCase } from "../../src/model/names.ts";

/** Questions that come up at night, ready among the saved queries of Logs Insights; `gworld logs` shows the lines themselves. */
const questions: Readonly<Record<string, readonly string[]>> = {
  "errors-by-message": [
    "filter level in ['error', 'fatal']",
    "stats count(*) as times, max(@timestamp) as last by svc, msg",
    "sort times desc",
    "limit 50",
  ],
  "slowest-requests": [
    "filter ispresent(latencyMs)",
    "sort latencyMs desc",
    "display @timestamp, svc, msg, latencyMs, traceId",
    "limit 50",
  ],
  "one-world": [
    "filter worldId = 'w-1'",
    "sort @timestamp desc",
    "display @timestamp, svc, level, agentId, msg",
    "limit 500",
  ],
  "tokens-by-world": ["filter ispresent(tokens)", "stats sum(tokens) as tokens by worldId", "sort tokens desc"],
};

export function savedQueries(stack: Stack, config: EnvironmentConfig): void {
  for (const [name, lines] of Object.entries(questions)) {
    new logs.CfnQueryDefinition(stack, `${pascalCase(name)}Query`, {
      name: `gworld/${config.name}/${name}`,
      logGroupNames: serviceNames.map((service) => logGroupName(config.name, service)),
      queryString: lines.join("\n| "),
    });
  }
}
