import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { networkReach, statusOf } from "../../src/main/reach.ts";

let server: Server;
let port: number;
const asked: string[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.upgrade ?? ""}`.trim());
    if (request.url === "/silent") return;
    response.statusCode = request.url === "/health" ? 200 : 503;
    response.end("x".repeat(100_000));
  });
  server.on("upgrade", (request, socket) => {
    asked.push(`upgrade ${request.url} ${request.headers["sec-websocket-version"]}`);
    const answer =
      request.url === "/open" ? "101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade" : "401 No";
    socket.end(`HTTP/1.1 ${answer}\r\n\r\n`);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address: AddressInfo | string | null = server.address();
  port = typeof address === "object" && address !== null ? address.port : 0;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test.each([
  { url: "http", path: "/health", status: 200 },
  { url: "http", path: "/other", status: 503 },
  { url: "ws", path: "/open", status: 101 },
  { url: "ws", path: "/closed", status: 401 },
])("$url $path is answered with $status", async ({ url, path, status }) => {
  expect(await networkReach.status(`${url}://127.0.0.1:${port}${path}`)).toBe(status);
  expect(asked.at(-1)).toBe(url === "ws" ? `upgrade ${path} 13` : `GET ${path}`);
});

test("nobody there is told by the system's word, silence by its limit", async () => {
  await expect(networkReach.status("http://127.0.0.1:1/health")).rejects.toThrow(/ECONNREFUSED/);
  await expect(statusOf(new URL(`http://127.0.0.1:${port}/silent`), 20)).rejects.toThrow(
    "no answer within 0.02 seconds",
  );
});

test("a name leads to addresses, one that does not exist to none", async () => {
  expect(await networkReach.addresses("localhost")).toEqual(
    expect.arrayContaining([expect.stringMatching(/^127\.|^::1/)]),
  );
});
