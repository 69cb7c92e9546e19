import type { FilterPart } from "./log-filter/asked.ts";
import { atLeast, logLevels, parseLevel } from "./log-level.ts";

/** A Logs Insights query that finds about the lines these flags let pass; `--where` has no counterpart and is left out. */
export function insightsQuery(parts: readonly FilterPart[]): string {
  const filters = parts.flatMap((part) => condition(part) ?? []);
  const filter = filters.length === 0 ? "" : ` | filter ${filters.join(" and ")}`;
  return `fields @timestamp, @logStream, @message${filter} | sort @timestamp desc | limit 1000`;
}

function condition({ flag, value }: FilterPart): string | undefined {
  switch (flag) {
    case "level": {
      const least = parseLevel(value);
      const names = logLevels.filter((level) => least !== null && atLeast(level, least));
      return `level in [${names.map(quoted).join(", ")}]`;
    }
    case "world":
    case "agent":
    case "trace":
      return `${flag}Id = ${quoted(value)}`;
    case "task":
      return `@logStream like ${quoted(`/${value}`)}`;
    case "grep":
      return `@message like ${regex(value)}`;
    case "exclude":
      return `@message not like ${regex(value)}`;
    default:
      return undefined;
  }
}

const quoted = (text: string) => `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
const regex = (text: string) => `/${text.replaceAll(/(?<!\\)\//g, String.raw`\/`)}/`;
