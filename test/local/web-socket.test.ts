import { expect, test } from "vitest";
import type { Part } from "../../src/local/resource.ts";
import { acceptWebSocket } from "../../src/local/web-socket.ts";
import { frameReader } from "../../src/local/web-socket-frames.ts";
import { upgraded } from "./ecs/exec/plugin.ts";
import { serving } from "./serving.ts";

/** A reader with what it was told, and what it closed with. */
function reader() {
  const told: string[] = [];
  let open = true;
  const read = frameReader({
    message: (data) => told.push(data.toString()),
    ping: () => told.push("ping"),
    close: (code) => {
      open = false;
      told.push(`close ${code ?? ""}`.trim());
    },
    open: () => open,
  });
  return { told, read };
}

/** A short whole frame under a mask of zeros. */
const frame = (code: number, text: string) =>
  Buffer.concat([Buffer.from([0x80 | code, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);

function sized(first: number, length: number): Buffer {
  const head = Buffer.alloc(14);
  head[0] = first;
  head[1] = 0xff;
  head.writeBigUInt64BE(BigInt(length), 2);
  return head;
}

test.each([
  { why: "says it is longer than 1 MiB", bytes: sized(0x82, 1024 * 1024 + 1), told: ["close 1009"] },
  {
    why: "makes its message longer than 1 MiB",
    bytes: Buffer.concat([Buffer.from([0x02, 0x81, 0, 0, 0, 0, 65]), sized(0x80, 1024 * 1024)]),
    told: ["close 1009"],
  },
  { why: "is not masked", bytes: Buffer.from([0x82, 1, 65]), told: ["close 1002"] },
  { why: "closes", bytes: frame(8, ""), told: ["close"] },
])("a frame that $why closes, and nothing of it or after it is heard", ({ bytes, told }) => {
  const { read, told: heard } = reader();
  read(Buffer.concat([frame(2, "before"), bytes, frame(2, "after"), frame(9, "")]));
  expect(heard).toEqual(["before", ...told]);
});

/** A part that speaks on every WebSocket: says what it hears, and fails where it hears "fail". */
const echo: Part = {
  services: [],
  resources: [],
  webSockets: {
    path: /^\/echo/,
    take(upgrade) {
      const webSocket = acceptWebSocket(upgrade, {
        message(data) {
          if (data.toString() === "fail") throw new Error("a defect");
          webSocket.send(data);
        },
        closed() {},
      });
      return true;
    },
  },
};

test("a message whose answer fails ends its own connection alone", async () => {
  const { endpoint } = await serving(() => [echo]);
  const [first, second] = [await upgraded(`${endpoint}/echo`), await upgraded(`${endpoint}/echo`)];
  let closed = false;
  first.on("close", () => (closed = true)).resume();
  first.write(frame(2, "fail"));
  await expect.poll(() => closed).toBe(true);
  let heard = "";
  second.on("data", (chunk: Buffer) => (heard += chunk.toString("latin1")));
  second.write(frame(2, "still"));
  await expect.poll(() => heard).toContain("still");
});
