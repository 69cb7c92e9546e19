import { randomUUID } from "node:crypto";
import type { Readable } from "node:stream";
import type { LocalClock } from "../../clock.ts";
import { eventMessage, exceptionMessage } from "../../event-stream.ts";
import { every } from "../../every.ts";
import { type Json, type JsonObject, text } from "../../json.ts";
import { type Call, ServiceError } from "../../service.ts";
import type { LogsState } from "../state.ts";
import { openFeed } from "./feed.ts";
import { outbox } from "./outbox.ts";
import { type LiveTailRequest, liveTailRequest } from "./request.ts";

/** How often a session tells what is new, and how long it lasts (API reference, StartLiveTail). */
const interval = 1_000;
const lifetime = 3 * 3_600_000;
/** Sessions of an account in a Region at one time (CloudWatch Logs quotas). */
const mostSessions = 15;

/** Why a session ends that its client has not left. */
const ends: Readonly<Record<string, string>> = {
  SessionTimeoutException: "The Live Tail session has timed out.",
  SessionStreamingException: "An internal error occurred while streaming.",
};

interface Session {
  readonly id: string;
  readonly region: string;
  readonly asked: JsonObject;
  /** With the exception of that name, or as a broken connection does. */
  end(how: string): void;
}

export interface LiveTails {
  /** StartLiveTail. */
  start(input: JsonObject, call: Call): Readable;
  /** Lists the sessions, and with `end` ends them: by an exception's name, or `cut` for a broken connection. */
  readonly admin: (input: JsonObject) => Json;
  stop(): void;
}

export function liveTails(state: LogsState, clock: LocalClock): LiveTails {
  const sessions = new Map<string, Session>();
  const endAll = (how: string) => {
    for (const session of sessions.values()) session.end(how);
  };
  return {
    start(input, call) {
      const request = liveTailRequest(state, input, call.region);
      if ([...sessions.values()].filter(({ region }) => region === call.region).length >= mostSessions)
        throw new ServiceError("LimitExceededException", `At most ${mostSessions} Live Tail sessions run at one time.`);
      return open(request, call);
    },
    admin(input) {
      const how = text(input, "end");
      if (how !== undefined && how !== "cut" && ends[how] === undefined)
        throw new ServiceError("ValidationException", `end is cut or one of ${Object.keys(ends).join(", ")}.`);
      if (how !== undefined) endAll(how);
      return { sessions: [...sessions.values()].map(({ id, region, asked }) => ({ sessionId: id, region, ...asked })) };
    },
    stop: () => endAll("cut"),
  };

  function open(request: LiveTailRequest, { region, requestId }: Call): Readable {
    const id = randomUUID();
    const feed = openFeed(state, request);
    const box = outbox(() => {
      sessions.delete(id);
      feed.close();
      stopUpdates();
      stopWaiting();
    });
    const end = (how: string) => {
      const why = ends[how];
      if (why !== undefined) box.send({ bytes: exceptionMessage(how, why) });
      if (why === undefined) box.stream.destroy();
      else box.end();
    };
    const stopUpdates = every(clock, interval, "A Live Tail session could not be updated", () => {
      const { events, sampled } = feed.take();
      const update = { sessionMetadata: { sampled }, sessionResults: events };
      box.send({ bytes: eventMessage("sessionUpdate", update), events: events.length });
    });
    const stopWaiting = clock.after(lifetime, () => end("SessionTimeoutException"));
    sessions.set(id, { id, region, asked: request.asked, end });
    // Clients of AWS's JSON protocols expect the answer's other members, of which there are none, as its first event.
    box.send({ bytes: eventMessage("initial-response", {}) });
    box.send({ bytes: eventMessage("sessionStart", { requestId, sessionId: id, ...request.asked }) });
    return box.stream;
  }
}
