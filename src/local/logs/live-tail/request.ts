import { type JsonObject, text } from "../../json.ts";
import { ServiceError } from "../../service.ts";
import { listOf } from "../page.ts";
import { compilePattern } from "../pattern/compile.ts";
import type { Matches } from "../pattern/text.ts";
import type { GroupRow } from "../rows.ts";
import { identifiedGroup, invalid, type LogsState } from "../state.ts";

/** What a Live Tail session is about. */
export interface LiveTailRequest {
  readonly groups: readonly GroupRow[];
  readonly isChosen: (streamName: string) => boolean;
  readonly matches: Matches;
  /** What was asked, as the session's start repeats it. */
  readonly asked: JsonObject;
}

/** Checks a StartLiveTail request as its API reference says. */
export function liveTailRequest(state: LogsState, input: JsonObject, region: string): LiveTailRequest {
  const identifiers = listOf(input, "logGroupIdentifiers", 10);
  const names = listOf(input, "logStreamNames", 100);
  const prefixes = listOf(input, "logStreamNamePrefixes", 100);
  if (identifiers.length === 0) throw invalid("logGroupIdentifiers is required.");
  if (names.length > 0 && prefixes.length > 0)
    throw invalid("logStreamNames and logStreamNamePrefixes are mutually exclusive parameters.");
  if (names.length + prefixes.length > 0 && identifiers.length > 1)
    throw invalid("logStreamNames and logStreamNamePrefixes can be specified for one log group only.");
  const pattern = text(input, "logEventFilterPattern");
  return {
    groups: identifiers.map((identifier) => tailedGroup(state, identifier, region)),
    isChosen: (name) =>
      names.length > 0 ? names.includes(name) : prefixes.length === 0 || prefixes.some((each) => name.startsWith(each)),
    matches: compilePattern(pattern ?? "", "logEventFilterPattern"),
    asked: {
      logGroupIdentifiers: identifiers,
      logStreamNames: names,
      logStreamNamePrefixes: prefixes,
      logEventFilterPattern: pattern,
    },
  };
}

function tailedGroup(state: LogsState, identifier: string, region: string): GroupRow {
  if (!/^arn:[^:]*:logs:[^:]*:\d*:log-group:[^:*]+$/.test(identifier))
    throw invalid(
      `The log group identifier '${identifier}' is not the ARN of a log group without an asterisk at its end.`,
    );
  const group = identifiedGroup(state, identifier, region);
  if (group.logGroupClass !== "STANDARD")
    throw new ServiceError(
      "InvalidOperationException",
      "Live Tail is there for log groups of the Standard class only.",
    );
  return group;
}
