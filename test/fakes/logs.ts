import { GworldError } from "../../src/model/error.ts";
import type { LiveRequest, LiveUpdate } from "../../src/model/log-merge/log-call.ts";
import type { LogGroupFacts } from "../../src/model/log-silence.ts";
import type { Logs } from "../../src/ports/logs.ts";
import { patternMatcher } from "./filter-pattern.ts";
import { fakeLogQueries } from "./log-queries.ts";
import { simulatedPage, type SimulatedEvent } from "./log-pages.ts";

/** Log groups in memory. Events show at their `visibleAt`; `failures` are thrown by the next calls, in order. */
export function fakeLogs({ now, pageSize = 100 }: { now: () => number; pageSize?: number }) {
  const groups = new Map<string, SimulatedEvent[]>();
  const facts = new Map<string, Omit<LogGroupFacts, "name">>();
  const failures: Error[] = [];
  const calls: string[] = [];
  const patterns: string[] = [];
  const sessions: LiveRequest[] = [];
  const onCall: (() => void)[] = [];
  let count = 0;
  const insights = fakeLogQueries();
  const logs: Logs = {
    queries: insights.queries,
    async page(call, signal) {
      signal?.throwIfAborted();
      calls.push(call.group);
      for (const called of onCall) called();
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      const events = groups.get(call.group);
      if (events === undefined) throw new GworldError("notFound", `no log group ${call.group}`, { hint: "deploy" });
      if (call.stream !== undefined && !events.some(({ stream }) => stream === call.stream))
        throw new GworldError("notFound", `no log stream ${call.stream}`, { hint: "deploy" });
      const refusal = call.pattern === undefined ? undefined : made.refuse(call.pattern);
      if (refusal !== undefined) throw refusal;
      if (call.pattern !== undefined) patterns.push(call.pattern);
      const matches = call.pattern === undefined ? () => true : patternMatcher(call.pattern);
      const found = events.filter(({ message }) => matches(message));
      return simulatedPage(found, call, { now: now(), size: pageSize, empty: false });
    },
    async *events(query, signal) {
      let token: string | undefined;
      do {
        const page = await logs.page({ ...query, token }, signal);
        token = page.next;
        yield [...page.parts].flat();
      } while (token !== undefined);
    },
    live(request, signal) {
      sessions.push(request);
      return made.session(request, signal);
    },
    groups: async (prefix) =>
      [...groups.keys()].filter((name) => name.startsWith(prefix)).map((name) => ({ name, ...facts.get(name) })),
    async newestStreams(group) {
      const events = groups.get(group);
      if (events === undefined) throw new GworldError("notFound", `no log group ${group}`, { hint: "deploy" });
      const last = new Map<string, number>();
      for (const { stream, timestamp } of events) last.set(stream, Math.max(timestamp, last.get(stream) ?? 0));
      return [...last].map(([name, lastEventAt]) => ({ name, lastEventAt }));
    },
  };
  const made = {
    ...logs,
    insights: insights.made,
    failures,
    /** Says what a call with this filter pattern fails with. */
    refuse: (_pattern: string): Error | undefined => undefined,
    /** What a Live Tail session tells. */
    session: (_request: LiveRequest, _signal: AbortSignal): AsyncIterable<LiveUpdate> => {
      throw new Error("this test has no Live Tail");
    },
    /** The Live Tail sessions that were asked for. */
    sessions,
    calls,
    /** The filter patterns that were asked for. */
    patterns,
    /** Called before each call is answered. */
    onCall,
    create(group: string, known: Omit<LogGroupFacts, "name"> = {}) {
      groups.set(group, []);
      facts.set(group, known);
    },
    put(
      group: string,
      message: string | Readonly<Record<string, unknown>>,
      { at, visibleAt = at, task = "0123456789abcdef" }: { at: number; visibleAt?: number; task?: string },
    ) {
      const events = groups.get(group) ?? [];
      groups.set(group, events);
      count += 1;
      const service = group.slice(group.lastIndexOf("/") + 1);
      events.push({
        id: `event-${count}`,
        group,
        stream: `${service}/app/${task}`,
        timestamp: at,
        ingestionTime: at,
        visibleAt,
        message: typeof message === "string" ? message : JSON.stringify(message),
      });
    },
  };
  return made;
}
