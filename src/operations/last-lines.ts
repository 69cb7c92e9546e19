import { containerName, logGroupName } from "../model/names.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logs } from "../ports/logs.ts";
import type { StoppedTask } from "../ports/services.ts";

const lineCount = 20;
const longestLine = 2_000;
const lookBackMs = 3 * 60_000;
const mostPages = 20;

/** The last log lines of a task. Logs are a nicety here: whatever is in the way, there are just no lines. */
export const lastLines =
  ({ logs, clock }: { logs: Logs; clock: Clock }, environment: string) =>
  async (service: string, task: StoppedTask): Promise<readonly string[]> => {
    const from = (task.stoppedAt ?? clock.now()) - lookBackMs;
    const stream = `${service}/${containerName}/${task.id}`;
    const lines: string[] = [];
    try {
      let pages = 0;
      for await (const page of logs.events({ group: logGroupName(environment, service), stream, from })) {
        lines.push(...page.map(({ message }) => message.trimEnd().slice(0, longestLine)));
        if ((pages += 1) === mostPages) break;
      }
    } catch {
      return lines.slice(-lineCount);
    }
    return lines.slice(-lineCount);
  };
