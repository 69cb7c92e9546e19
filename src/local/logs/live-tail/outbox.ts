import { Readable } from "node:stream";

/** What waits for a slow client before the oldest is dropped (API reference, StartLiveTail). */
const mostUpdates = 10;
const mostEvents = 5_000;

interface Waiting {
  readonly bytes: Uint8Array;
  /** How many events an update carries; the other messages are never dropped. */
  readonly events?: number;
}

export interface Outbox {
  readonly stream: Readable;
  send(message: Waiting): void;
  /** Ends the stream after what waits. */
  end(): void;
}

/** The way of messages to a client, which reads as fast as it can; `onClose` runs once, when either side has left. */
export function outbox(onClose: () => void): Outbox {
  const waiting: Waiting[] = [];
  let wanted = false;
  let isEnding = false;
  const stream = new Readable({
    read() {
      wanted = true;
      flush();
    },
    destroy(error, done) {
      onClose();
      done(error);
    },
  });
  function flush() {
    while (wanted) {
      const next = waiting.shift();
      if (!next) break;
      wanted = stream.push(next.bytes);
    }
    if (isEnding && waiting.length === 0) stream.push(null);
  }
  return {
    stream,
    send(message) {
      if (isEnding || stream.destroyed) return;
      waiting.push(message);
      while (isTooMuch(waiting)) waiting.splice(waiting.findIndex(isUpdate), 1);
      flush();
    },
    end() {
      if (isEnding || stream.destroyed) return;
      isEnding = true;
      flush();
    },
  };
}

const isUpdate = ({ events }: Waiting) => events !== undefined;

function isTooMuch(waiting: readonly Waiting[]): boolean {
  const updates = waiting.filter(isUpdate);
  const events = updates.reduce((sum, update) => sum + (update.events ?? 0), 0);
  return updates.length > mostUpdates || (updates.length > 1 && events > mostEvents);
}
