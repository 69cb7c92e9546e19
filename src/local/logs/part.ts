import type { MetricSink } from "../cloudwatch/sink.ts";
import { every, everyMinute } from "../every.ts";
import { number } from "../json.ts";
import type { Ground, Part } from "../resource.ts";
import { filterLogEvents } from "./filter.ts";
import { getLogEvents } from "./get.ts";
import { createGroup, groupOperations } from "./groups.ts";
import { ingest } from "./ingest.ts";
import { definitionProvider } from "./insights/definition-resource.ts";
import { definitionTable } from "./insights/definitions.ts";
import { insightsOperations } from "./insights/operations.ts";
import { liveTails } from "./live-tail/sessions.ts";
import { logGroupProvider } from "./log-group.ts";
import { metricFilterOperations } from "./metric-filters/operations.ts";
import { endMinutes } from "./metric-filters/quiet-minutes.ts";
import { metricFilterProvider } from "./metric-filters/resource.ts";
import { putLogEvents } from "./put.ts";
import type { LogSink } from "./sink.ts";
import { groupKey, type LogsState, logsState, streamKey } from "./state.ts";
import { createStream, streamOperations } from "./streams.ts";

/** CloudWatch Logs: groups and streams in the store, events in files under `<dir>/logs`. */
export function logsPart(ground: Ground, metrics?: MetricSink): Part & { readonly sink: LogSink } {
  const state = logsState(ground, metrics);
  const definitions = definitionTable(ground);
  const tails = liveTails(state, ground.clock);
  const stops: (() => void)[] = [];
  return {
    about: {
      service: "CloudWatch Logs",
      does: "what tasks print, with filters, metrics of them, Live Tail and Insights queries",
    },
    services: [
      {
        scope: "logs",
        protocol: "json-1.1",
        namespace: "Logs_20140328",
        operations: {
          ...groupOperations(state),
          ...streamOperations(state),
          ...insightsOperations(state, ground, definitions),
          ...metricFilterOperations(state),
          PutLogEvents: (input, call) => putLogEvents(state, input, call),
          GetLogEvents: (input, call) => getLogEvents(state, input, call),
          FilterLogEvents: (input, call) => filterLogEvents(state, input, call),
          StartLiveTail: (input, call) => tails.start(input, call),
        },
      },
    ],
    resources: [logGroupProvider(state), definitionProvider(definitions, ground), metricFilterProvider(state)],
    admin: {
      "log-delays": state.delays.admin,
      "live-tails": tails.admin,
      "log-pages"(input) {
        state.pages.scanned = number(input, "scanned") ?? state.pages.scanned;
        return { ...state.pages };
      },
    },
    sink: logSink(state),
    async start() {
      endMinutes(state);
      stops.push(
        every(ground.clock, hour, "Expired log events could not be deleted", () => state.files.expire()),
        everyMinute(ground.clock, 0, "Default values could not be published", () => endMinutes(state)),
      );
    },
    async stop() {
      for (const stop of stops.splice(0)) stop();
      tails.stop();
    },
  };
}

const hour = 3_600_000;

const logSink = (state: LogsState): LogSink => ({
  open({ region, group: name, stream, createsGroup }) {
    const found = state.groups.get(groupKey(region, name));
    const group = found ?? (createsGroup ? createGroup(state, { region, name, tags: {} }) : undefined);
    if (group && !state.streams.get(streamKey(group.id, stream))) createStream(state, group, stream);
    return group !== undefined;
  },
  write({ region, group: groupName, stream: streamName }, events) {
    const group = state.groups.get(groupKey(region, groupName));
    const stream = group && state.streams.get(streamKey(group.id, streamName));
    if (!group || !stream) return;
    ingest(state, group, stream, events);
  },
});
