import type { LocalClock } from "../../clock.ts";
import type { RunningShell, ShellEvents } from "../runner.ts";
import { type ClientMessage, jsonOf, objectIn, payloadTypes, readMessage, writeMessage } from "./client-message.ts";
import { forTerminal, lineDiscipline } from "./line-discipline.ts";
import { outgoing } from "./outgoing.ts";

export interface Channel {
  readonly clock: LocalClock;
  readonly sessionId: string;
  readonly token: string;
  /** Starts the command; undefined when the task is gone. What it throws is shown. */
  readonly run: (events: ShellEvents) => RunningShell | undefined;
  readonly send: (bytes: Buffer) => void;
  readonly close: () => void;
}

/**
 * The agent's end of a data channel: the token opens it, a handshake names the session's type, then what is typed goes to
 * the command and what that writes comes back, each message numbered, acknowledged, and sent again until it is.
 */
export function dataChannel(channel: Channel): {
  readonly received: (data: Buffer, kind: "text" | "binary") => void;
  readonly closed: () => void;
} {
  const { clock, token, send, close } = channel;
  const out = outgoing({ ...channel, flows: (more) => shell?.flow(more) });
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
    try {
      shell = channel.run({ data: output, exited: () => out.finish() });
    } catch (error) {
      output(`${error instanceof Error ? error.message : String(error)}\n`);
    }
    if (!shell) out.finish();
  };
  const input = ({ payloadType, payload }: ClientMessage) => {
    if (payloadType === payloadTypes.handshakeResponse && !shell) start();
    else if (payloadType === payloadTypes.output) typed(payload);
    else if (payloadType === payloadTypes.flag && flagIn(payload) === terminateSession) shell?.kill();
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

const flagIn = (payload: Buffer) => (payload.length >= 4 ? payload.readUInt32BE(0) : undefined);

const handshake = {
  AgentVersion: "3.3.0.0",
  RequestedClientActions: [
    { ActionType: "SessionType", ActionParameters: { SessionType: "Standard_Stream", Properties: null } },
  ],
};

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
