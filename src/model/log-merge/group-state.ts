import type { LogEvent } from "../log-line.ts";
import type { CallFailure, LogCall } from "./log-call.ts";
import { logCursor, type LogCursor } from "./log-cursor.ts";

/** Where the reading of one log group stands. Times in local milliseconds where they are not the server's by name. */
export interface GroupState {
  readonly name: string;
  readonly cursor: LogCursor;
  underWay(): boolean;
  /** When the next call is due. */
  nextAt(): number;
  /** The group did not exist when last asked. */
  missing(): boolean;
  /** The next call, which is then under way. */
  call(now: number, serverNow: number): LogCall;
  /** From this server time on one sweep is to be made soon. */
  sweepFrom(moment: number): void;
  /** A sweep that began at the moment or later is complete, or there is nothing to sweep. */
  sweptSince(moment: number): boolean;
  /** A page has come. The next one of its round can be asked for while its events are read. */
  pageCame(next: string | undefined, now: number): void;
  /** Some of its events were read. True when memory ran out. */
  read(events: readonly LogEvent[], now: { readonly local: number; readonly server: number }): boolean;
  /** It was read to its end. If it was a round's last, the next round starts `pause` after the start of this one, or at once where it took longer. */
  pageRead(now: number, pause: number): void;
  /** How often in a row it has failed now. */
  failed(failure: CallFailure, now: number): number;
  caughtUp(): boolean;
}

const missingAgainMs = 15_000;
const longestPauseMs = 15_000;

export function groupState(name: string, { from, to }: { from: number; to?: number | undefined }): GroupState {
  const cursor = logCursor(from);
  let token: string | undefined;
  let start = from;
  let begunAt = -Infinity;
  let underWay = false;
  let nextAt = -Infinity;
  let missing = false;
  let failures = 0;
  let sweepFrom = Infinity;
  const sweptSince = (moment: number) => missing || (cursor.swept() ?? -Infinity) >= moment;
  return {
    name,
    cursor,
    underWay: () => underWay,
    nextAt: () => nextAt,
    missing: () => missing,
    call(now, serverNow) {
      underWay = true;
      if (token === undefined) {
        start = cursor.begin(serverNow, serverNow >= sweepFrom && !sweptSince(sweepFrom));
        begunAt = now;
      }
      return { group: name, from: start, to, token };
    },
    pageCame(next, now) {
      missing = false;
      failures = 0;
      token = next;
      // A round ends when its last page was read, and no other begins before.
      underWay = next === undefined;
      nextAt = now;
    },
    read: (events, now) => cursor.read(events.at(-1)?.timestamp, begunAt + now.server - now.local),
    pageRead(now, pause) {
      // Its next page may have been asked for meanwhile.
      if (token !== undefined) return;
      underWay = false;
      nextAt = Math.max(now, begunAt + pause);
      cursor.complete();
    },
    failed(failure, now) {
      underWay = false;
      missing = failure === "missing";
      failures = missing ? 0 : failures + 1;
      // A round that has lost its place starts again; what it had read is known by ID.
      if (missing || failure === "expired") token = undefined;
      nextAt = now + (missing ? missingAgainMs : Math.min(longestPauseMs, 1_000 * 2 ** (failures - 1)));
      return failures;
    },
    sweepFrom: (moment) => void (sweepFrom = moment),
    sweptSince,
    caughtUp: () => missing || cursor.caughtUp(),
  };
}
