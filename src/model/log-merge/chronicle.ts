import type { CallFailure } from "./log-call.ts";
import type { LogNotice, Receipt } from "./receipt.ts";

/** Keeps count of what happens, and finds what is worth saying: each outage once when it begins and once when it ends. */
export interface Chronicle {
  count(changes: Partial<Receipt>): void;
  /** A line came after one that it belongs before by so many milliseconds. */
  late(milliseconds: number): void;
  say(notice: LogNotice): void;
  failed(failure: CallFailure, reason: string, now: number): void;
  /** Live Tail has left out lines. */
  sampled(now: number): void;
  answered(throttled: boolean, now: number): void;
  /** What is to be said since last asked. */
  notices(): readonly LogNotice[];
  receipt(): Receipt;
}

/** What goes on is said once; after a minute without, it is said again. */
const saidAgainMs = 60_000;

export function chronicle(): Chronicle {
  const counts = {
    shown: 0,
    late: 0,
    latest: 0,
    filtered: 0,
    live: 0,
    repeated: 0,
    calls: 0,
    throttled: 0,
    outages: 0,
  };
  const notices: LogNotice[] = [];
  let lostAt: number | undefined;
  let throttledAt = -Infinity;
  let sampledAt = -Infinity;
  const throttled = (now: number) => {
    counts.throttled += 1;
    if (now - throttledAt >= saidAgainMs) notices.push({ kind: "throttled" });
    throttledAt = now;
  };
  return {
    count({ shown = 0, filtered = 0, live = 0, repeated = 0, calls = 0 }) {
      counts.shown += shown;
      counts.filtered += filtered;
      counts.live += live;
      counts.repeated += repeated;
      counts.calls += calls;
    },
    late(milliseconds) {
      counts.late += 1;
      counts.latest = Math.max(counts.latest, milliseconds);
    },
    say: (notice) => void notices.push(notice),
    failed(failure, reason, now) {
      if (failure === "throttled") throttled(now);
      if (failure !== "unreachable" || lostAt !== undefined) return;
      lostAt = now;
      counts.outages += 1;
      notices.push({ kind: "lost", reason });
    },
    sampled(now) {
      if (now - sampledAt >= saidAgainMs) notices.push({ kind: "sampled" });
      sampledAt = now;
    },
    answered(wasThrottled, now) {
      if (wasThrottled) throttled(now);
      if (lostAt === undefined) return;
      notices.push({ kind: "back", milliseconds: now - lostAt });
      lostAt = undefined;
    },
    notices: () => notices.splice(0),
    receipt: () => ({ ...counts }),
  };
}
