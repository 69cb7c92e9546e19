import { unattended } from "../unattended.ts";
import { matching, publishMatches } from "./metric-filters/publish.ts";
import { noteIngestion } from "./metric-filters/quiet-minutes.ts";
import { filtersOf } from "./metric-filters/rows.ts";
import type { GroupRow, StreamRow } from "./rows.ts";
import type { NewLogEvent } from "./sink.ts";
import type { LogsState } from "./state.ts";

/** Keeps events that came in, whoever sent them, and publishes what metric filters make of them. */
export function ingest(state: LogsState, group: GroupRow, stream: StreamRow, events: readonly NewLogEvent[]): void {
  const arrival = state.now() + state.delays.next(group.name, stream.name);
  state.files.group(group.id).append(stream.id, events, arrival);
  const { metrics } = state;
  if (!metrics) return;
  for (const filter of filtersOf(state.filters, group))
    unattended("A metric filter could not publish", () => {
      const matched = matching(filter, events);
      // First: a minute that is known to have matched gets no default value, also when it is cut off right here.
      noteIngestion(state, filter, matched.length > 0);
      publishMatches(metrics, filter, matched);
    });
}
