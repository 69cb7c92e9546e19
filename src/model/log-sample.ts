import { idNames, idPaths, type IdName } from "./log-filter/subjects.ts";
import { valueAt } from "./log-filter/check.ts";
import { wordsOfLine, type LogLine } from "./log-line.ts";
import { isLongNumber } from "./long-number.ts";

/** A line as an example of many: what finds it again, and the beginning of its words. */
export interface LogSample extends Pick<LogLine, "timestamp" | "service" | "task" | "stream" | "level" | "eventId"> {
  readonly message: string;
  readonly world?: string;
  readonly agent?: string;
  readonly trace?: string;
}

/** UTF-16 units of the words; many samples are kept, and an event may hold a megabyte. */
const longest = 1_000;
const longestId = 200;

export function logSample(line: LogLine): LogSample {
  const { timestamp, service, task, stream, level, eventId } = line;
  const message = beginning(wordsOfLine(line) || line.message, longest);
  return { timestamp, service, task, stream, level, eventId, message, ...idsOf(line) };
}

const idsOf = ({ fields }: LogLine): Partial<Record<IdName, string>> =>
  Object.fromEntries(
    idNames.flatMap((name) => {
      const id = idPaths(name)
        .map((path) => valueAt(fields, path))
        .find((value) => typeof value === "string" || typeof value === "number" || isLongNumber(value));
      return id === undefined ? [] : [[name, beginning(String(id), longestId)] as const];
    }),
  );

const beginning = (text: string, length: number) => (text.length <= length ? text : detached(text.slice(0, length)));

/** Part of a text keeps the whole of it in memory until it is made anew. */
export const detached = (text: string) => Array.from(text).join("");
