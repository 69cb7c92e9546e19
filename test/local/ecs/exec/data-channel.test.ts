import { expect, test } from "vitest";
import {
  type ClientMessage,
  payloadTypes,
  readMessage,
  writeMessage,
} from "../../../../src/local/ecs/exec/client-message.ts";
import { type Channel, dataChannel } from "../../../../src/local/ecs/exec/data-channel.ts";
import type { ShellEvents } from "../../../../src/local/ecs/runner.ts";
import { handClock } from "../../fake-ground.ts";

/** A channel whose handshake is done, with its command's events, and everything that was sent, told and closed. */
function opened(run?: Channel["run"]) {
  const clock = handClock();
  const sent: ClientMessage[] = [];
  const told: string[] = [];
  let shown = "";
  let events: ShellEvents | undefined;
  const shell = {
    write: () => {},
    end: () => {},
    interrupt: () => {},
    kill: () => void told.push("kill"),
    flow: (more: boolean) => void told.push(more ? "resume" : "pause"),
  };
  const channel = dataChannel({
    clock,
    sessionId: "s",
    token: "t",
    run: run ?? ((given) => ((events = given), shell)),
    send: (bytes) => {
      const message = readMessage(bytes);
      if (message && message.type !== "acknowledge") sent.push(message);
      if (message?.payloadType === payloadTypes.output) shown += message.payload.toString();
    },
    close: () => void told.push("close"),
  });
  let sequence = 0;
  const input = (payloadType: number, payload: Buffer) => {
    channel.received(writeMessage({ type: "input_stream_data", sequence, payloadType, payload }, 0), "binary");
    sequence += 1;
  };
  const acknowledge = (number: number) => {
    const payload = Buffer.from(JSON.stringify({ AcknowledgedMessageSequenceNumber: number }));
    channel.received(writeMessage({ type: "acknowledge", sequence: 0, payload }, 0), "binary");
  };
  channel.received(Buffer.from(JSON.stringify({ TokenValue: "t" })), "text");
  input(payloadTypes.handshakeResponse, Buffer.from("{}"));
  const acknowledgeAll = () => sent.splice(0).forEach((message) => acknowledge(message.sequence));
  acknowledgeAll();
  return {
    clock,
    sent,
    told,
    shown: () => shown,
    input,
    acknowledge,
    acknowledgeAll,
    write: (text: string) => events?.data(text),
  };
}

test("a command that cannot start says why, and its channel closes", () => {
  const { sent, told, shown } = opened(() => {
    throw new Error("spawn E2BIG");
  });
  expect(shown()).toBe("spawn E2BIG\r\n");
  expect(told).toEqual(["close"]);
  expect(sent.map(({ type }) => type)).toEqual(["channel_closed"]);
});

test("a flag without its number is passed over, the one that ends the session is obeyed", () => {
  const { input, told } = opened();
  input(payloadTypes.flag, Buffer.from([2]));
  expect(told).toEqual([]);
  input(payloadTypes.flag, Buffer.from([0, 0, 0, 2]));
  expect(told).toEqual(["kill"]);
});

test("a command waits while too much of its output has not arrived, and goes on when it has", () => {
  const { write, told, acknowledgeAll } = opened();
  write("x".repeat(200_000));
  expect(told).toEqual([]);
  write("x".repeat(200_000));
  write("x");
  expect(told).toEqual(["pause"]);
  acknowledgeAll();
  expect(told).toEqual(["pause", "resume"]);
});

test("only the oldest message is sent again, in its time, and none when all have arrived", async () => {
  const { write, sent, clock, acknowledge, acknowledgeAll } = opened();
  write("a");
  write("b");
  const [first, second] = sent.splice(0).map(({ sequence }) => sequence);
  await clock.advance(450);
  expect(sent.splice(0).map(({ sequence }) => sequence)).toEqual([first, first]);
  acknowledge(first ?? -1);
  await clock.advance(200);
  expect(sent.map(({ sequence }) => sequence)).toEqual([second]);
  acknowledgeAll();
  await clock.advance(1_000);
  expect(sent).toEqual([]);
});
