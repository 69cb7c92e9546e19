import type { LocalClock } from "../../clock.ts";
import { every } from "../../every.ts";
import { isObject, type JsonObject } from "../../json.ts";
import type { RunningShell, ShellEvents } from "../runner.ts";
import { type ClientMessage, payloadTypes, readMessage, writeMessage } from "./client-message.ts";
import { forTerminal, lineDiscipline } from "./line-discipline.ts";

export interface Channel {
  readonly clock: LocalClock;
  readonly sessionId: string;
  readonly token: string;
  /** Starts the command; undefined when the task is gone. */
  readonly run: (events: ShellEvents) => RunningShell | undefined;
  readonly send: (bytes: Buffer) => void;
  readonly close: () => void;
}

/** The agent's bytes of output a message (amazon-ssm-agent, StreamDataPayloadSize), and its time until it sends one again. */
const payloadSize = 1024;
const resendEvery = 200;

/**
 * The agent's end of a data channel: the token opens it, a handshake names the session's type, then what is typed goes to
 * the command and what that writes comes back, each message numbered, acknowledged, and sent again until it is.
 */
export function dataChannel(channel: Channel): {
  readonly received: (data: Buffer, kind: "text" | "binary") => void;
  readonly closed: () => void;
} {
  const { clock, token, send, close } = channel;
  const out = outgoing(channel);
  let open = false;
  let expected = 0;
  let shell: RunningShell | undefined;
  const output = (text: string) => out.stream(payloadTypes.output, Buffer.from(forTerminal(text)));
  const typed = lineDiscipline({
    echo: output,
    line: (text) => shell?.write(text),
    interrupt: () => shell?.interrupt(),
    end: () => shell?.end(),
  });
  const start = () => {
    out.stream(payloadTypes.handshakeComplete, jsonOf({ HandshakeTimeToComplete: 0, CustomerMessage: "" }));
    shell = channel.run({ data: (bytes) => output(bytes.toString("utf8")), exited: () => out.finish() });
    if (!shell) out.finish();
  };
  const input = ({ payloadType, payload }: ClientMessage) => {
    if (payloadType === payloadTypes.handshakeResponse && !shell) start();
    else if (payloadType === payloadTypes.output) typed(payload);
    else if (payloadType === payloadTypes.flag && payload.readUInt32BE(0) === terminateSession) shell?.kill();
  };
  return {
    received(data, kind) {
      if (kind === "text") {
        if (tokenIn(data) !== token) return close();
        if (!open) out.stream(payloadTypes.handshakeRequest, jsonOf(handshake));
        open = true;
        return undefined;
      }
      const message = open ? readMessage(data) : undefined;
      if (message?.type === "acknowledge") out.acknowledged(message);
      if (message?.type !== "input_stream_data") return undefined;
      send(acknowledgeOf(message, clock.now()));
      if (message.sequence !== expected) return undefined;
      expected += 1;
      return input(message);
    },
    closed() {
      out.end();
      shell?.kill();
    },
  };
}

const terminateSession = 2;
const handshake = {
  AgentVersion: "3.3.0.0",
  RequestedClientActions: [
    { ActionType: "SessionType", ActionParameters: { SessionType: "Standard_Stream", Properties: null } },
  ],
};

const jsonOf = (value: JsonObject) => Buffer.from(JSON.stringify(value));

function objectIn(bytes: Buffer): JsonObject {
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

const tokenIn = (data: Buffer) => objectIn(data)["TokenValue"];

const acknowledgeOf = ({ type, id, sequence }: ClientMessage, now: number) =>
  writeMessage(
    {
      type: "acknowledge",
      sequence: 0,
      flags: 3,
      payload: jsonOf({
        AcknowledgedMessageType: type,
        AcknowledgedMessageId: id,
        AcknowledgedMessageSequenceNumber: sequence,
        IsSequentialMessage: true,
      }),
    },
    now,
  );

/** Messages on their way out; the channel is closed when the last has arrived. */
function outgoing({ clock, sessionId, send, close }: Channel) {
  const waiting = new Map<number, Buffer>();
  let sequence = 0;
  let finished = false;
  const end = every(clock, resendEvery, "A message could not be sent again", () =>
    waiting.forEach((bytes) => send(bytes)),
  );
  const closeWhenDone = () => {
    if (!finished || waiting.size > 0) return;
    const payload = jsonOf({ MessageType: "channel_closed", SessionId: sessionId, SchemaVersion: 1, Output: "" });
    send(writeMessage({ type: "channel_closed", sequence, payload }, clock.now()));
    close();
  };
  return {
    stream(payloadType: number, whole: Buffer) {
      for (let at = 0; at < whole.length; at += payloadSize) {
        const payload = whole.subarray(at, at + payloadSize);
        const bytes = writeMessage({ type: "output_stream_data", sequence, payloadType, payload }, clock.now());
        waiting.set(sequence, bytes);
        sequence += 1;
        send(bytes);
      }
    },
    acknowledged({ payload }: ClientMessage) {
      waiting.delete(Number(objectIn(payload)["AcknowledgedMessageSequenceNumber"]));
      closeWhenDone();
    },
    finish() {
      finished = true;
      closeWhenDone();
    },
    end,
  };
}
