import { mayPass, rejectedAs } from "../../model/aws-error.ts";
import { GworldError, wordsOf } from "../../model/error.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Logs } from "../../ports/logs.ts";
import type { Companion, Company } from "./companion.ts";

export interface LiveWatch {
  readonly groups: readonly string[];
  /** The filter pattern of the next session. */
  pattern(): string | undefined;
  /** The pattern is none to CloudWatch Logs, and must not be asked for again. */
  refused(): void;
}

/** A session tells something every second, be it nothing new. */
const silentMs = 15_000;
const pauses = { first: 2_000, longest: 60_000 } as const;

/** Has Live Tail tell lines at once, from session to session. Where it cannot, the polling goes on alone, and that is said. */
export function liveLines(
  { logs, clock }: { logs: Pick<Logs, "live">; clock: Clock },
  { subject, hear, wake, signal }: Company,
  watch: LiveWatch,
): Companion & { restart(): void } {
  let session: AbortController | undefined;
  let heardAt = -Infinity;
  let nextAt = -Infinity;
  let pause: number = pauses.first;
  let said = false;

  const listen = async (own: AbortController) => {
    let runs = false;
    const both = AbortSignal.any([signal, own.signal]);
    const request = { groups: watch.groups, pattern: watch.pattern() };
    for await (const { events, sampled } of logs.live(request, both)) {
      heardAt = clock.now();
      if (!runs) subject.live("runs", heardAt);
      if (!runs) hear({ kind: "live" });
      runs = true;
      said = false;
      pause = pauses.first;
      subject.told(events, sampled, heardAt);
      if (events.length > 0) wake();
    }
  };
  /** What is to be done after a session: nothing is lost in between, only slower. */
  const over = (error: unknown) => {
    const now = clock.now();
    subject.live("ended", now);
    session = undefined;
    nextAt = now;
    if (signal.aborted || error === undefined || rejectedAs(error, "SessionTimeoutException")) return;
    if (watch.pattern() !== undefined && rejectedAs(error, "InvalidParameterException")) return watch.refused();
    const again = isPassing(error);
    nextAt = again ? now + pause : Infinity;
    pause = Math.min(pauses.longest, pause * 2);
    if (!said || !again) hear({ kind: "notLive", reason: wordsOf(error), again });
    said = true;
  };
  return {
    turn(now) {
      if (session !== undefined && now - heardAt > silentMs) session.abort(silent);
      if (session !== undefined || now < nextAt) return;
      const own = (session = new AbortController());
      heardAt = now;
      subject.live("asked", now);
      void listen(own)
        .then(
          () => over(own.signal.reason === silent ? silent : undefined),
          (error: unknown) => over(error),
        )
        .finally(wake);
    },
    holds: () => false,
    restart: () => session?.abort(),
  };
}

const silent = new GworldError("failed", "it tells nothing any more", { hint: "It is asked for again." });

/** Not what permission, a quota of sessions or an emulator without Live Tail says. */
const isPassing = (error: unknown) =>
  error === silent || mayPass(error) || (error instanceof GworldError && error.code === "notFound");
