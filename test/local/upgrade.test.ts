import { once } from "node:events";
import { connect } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import type { Part } from "../../src/local/resource.ts";
import { upgraded } from "./ecs/exec/plugin.ts";
import { ask, serving, signedFor } from "./serving.ts";

/** Answers a request with its method, path and body, and refuses every WebSocket below /channel. */
const part: Part = {
  services: [
    {
      scope: "s3",
      protocol: "raw",
      names: [],
      async handle(request, response) {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(Buffer.from(chunk));
        response.end(`<${request.method} ${request.url} ${Buffer.concat(chunks).toString()}>`);
      },
    },
  ],
  resources: [],
  webSockets: { path: /^\/channel/, take: () => false },
};

/** Sends text as it is and collects what comes back. */
async function raw(port: number, text: string) {
  const socket = connect(port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  let heard = "";
  socket.on("data", (chunk: Buffer) => (heard += chunk.toString("latin1")));
  await once(socket, "connect");
  socket.write(text);
  return { socket, heard: () => heard };
}

const signed = signedFor("s3");
const h2c = `Host: 127.0.0.1\r\nAuthorization: ${signed.authorization}\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQ\r\n`;

test("a wish for another protocol is passed over, with the body and on a connection that is kept", async () => {
  const { port } = await serving(() => [part]);
  const { socket, heard } = await raw(port, `PUT /a HTTP/1.1\r\n${h2c}Content-Length: 5\r\n\r\nhello`);
  await expect.poll(heard).toContain("<PUT /a hello>");
  socket.write(`PUT /b HTTP/1.1\r\n${h2c}Transfer-Encoding: chunked\r\n\r\n3\r\nyes\r\n`);
  socket.write("0\r\n\r\n");
  await expect.poll(heard).toContain("<PUT /b yes>");
  expect(heard().match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
});

test("a WebSocket on a path of no part is answered as its request", async () => {
  const { endpoint } = await serving(() => [part]);
  await expect(upgraded(`${endpoint}/elsewhere`, signed)).rejects.toThrow("answered 200");
  await expect(upgraded(`${endpoint}/elsewhere`, { origin: "https://example.com" })).rejects.toThrow("answered 403");
});

test("who asks for a WebSocket, is refused and breaks the connection off ends nothing else", async () => {
  const { endpoint } = await serving(() => [part]);
  for (const origin of ["https://example.com", "http://localhost"]) {
    const { socket } = await raw(
      Number(new URL(endpoint).port),
      `GET /channel HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: ${origin}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    );
    socket.resetAndDestroy();
    await once(socket, "close");
  }
  expect(await ask(`${endpoint}/still`, signed)).toMatchObject({ status: 200, body: "<GET /still >" });
});
