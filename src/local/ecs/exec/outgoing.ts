import type { LocalClock } from "../../clock.ts";
import { type JsonObject, number } from "../../json.ts";
import { unattended } from "../../unattended.ts";
import { type ClientMessage, jsonOf, objectIn, writeMessage } from "./client-message.ts";

interface Wire {
  readonly clock: LocalClock;
  readonly sessionId: string;
  readonly send: (bytes: Buffer) => void;
  readonly close: () => void;
  /** Whether more is wanted: not while too much has not arrived. Said when it changes. */
  readonly flows: (more: boolean) => void;
}

export interface Outgoing {
  readonly stream: (payloadType: number, whole: Buffer) => void;
  readonly acknowledged: (message: ClientMessage) => void;
  /** Nothing more comes. */
  readonly finish: () => void;
  /** What has not arrived is given up. */
  readonly end: () => void;
}

/** The agent's bytes of output a message (amazon-ssm-agent, StreamDataPayloadSize), and its time until it sends one again. */
const payloadSize = 1024;
const resendAfter = 200;
const mostWaiting = 256;

/** Messages on their way out, the oldest sent again until it has arrived; the channel is closed when the last has. */
export function outgoing({ clock, sessionId, send, close, flows }: Wire): Outgoing {
  const waiting = new Map<number, Buffer>();
  let sequence = 0;
  let finished = false;
  let full = false;
  let cancel: (() => void) | undefined;
  const rest = () => {
    cancel?.();
    cancel = undefined;
  };
  const watch = () => {
    const [oldest] = waiting.values();
    if (cancel || !oldest) return;
    cancel = clock.after(resendAfter, () => {
      rest();
      watch();
      unattended("A message could not be sent again", () => send(oldest));
    });
  };
  const tellFlow = () => {
    if (full === waiting.size > mostWaiting) return;
    full = !full;
    flows(!full);
  };
  const closeWhenDone = () => {
    if (!finished || waiting.size > 0) return;
    send(writeMessage({ type: "channel_closed", sequence, payload: jsonOf(lastWords(sessionId)) }, clock.now()));
    close();
  };
  return {
    stream(payloadType, whole) {
      for (let at = 0; at < whole.length; at += payloadSize) {
        const payload = whole.subarray(at, at + payloadSize);
        const bytes = writeMessage({ type: "output_stream_data", sequence, payloadType, payload }, clock.now());
        waiting.set(sequence, bytes);
        sequence += 1;
        send(bytes);
      }
      watch();
      tellFlow();
    },
    acknowledged({ payload }) {
      const arrived = number(objectIn(payload), "AcknowledgedMessageSequenceNumber") ?? -1;
      const [oldest] = waiting.keys();
      waiting.delete(arrived);
      // The next one has not had its time yet.
      if (arrived === oldest) rest();
      watch();
      tellFlow();
      closeWhenDone();
    },
    finish() {
      finished = true;
      closeWhenDone();
    },
    end() {
      waiting.clear();
      rest();
    },
  };
}

const lastWords = (sessionId: string): JsonObject => ({
  MessageType: "channel_closed",
  SessionId: sessionId,
  SchemaVersion: 1,
  Output: "",
});
