import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { isLoopbackRequest } from "./loopback.ts";
import type { Part, Upgrade } from "./resource.ts";

/**
 * Lets parts take the WebSockets of their paths. A page that a browser shows may open one to anywhere: only this machine's
 * own programs are heard. Every other wish to upgrade is not granted, and its request answered in HTTP (RFC 9110, 7.8).
 */
export function takeUpgrades(server: Server, parts: readonly Part[]): void {
  server.on("upgrade", (request, socket: Duplex, head) => {
    // Node has taken its own listener off; an error that nobody hears ends the process.
    const ends = () => socket.destroy();
    socket.on("error", ends);
    const upgrade = { request, socket, head };
    const taker = parts.find(({ webSockets }) => isFor(webSockets?.path, request))?.webSockets;
    if (!taker) {
      socket.off("error", ends);
      serveAsRequest(server, upgrade);
    } else if (!isLoopbackRequest(request) || !taker.take(upgrade))
      socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", ends);
  });
}

const isFor = (path: RegExp | undefined, { headers, url = "" }: IncomingMessage) =>
  path !== undefined && headers.upgrade?.toLowerCase() === "websocket" && path.test(url);

/** Node 20 asks nobody before it gives up reading HTTP: the request is put back without its wish, to be read anew. */
function serveAsRequest(server: Server, { request, socket, head }: Upgrade): void {
  const { method, url, httpVersion, rawHeaders } = request;
  const lines = rawHeaders.flatMap((name, at) =>
    at % 2 === 0 && name.toLowerCase() !== "upgrade" ? [`${name}: ${rawHeaders[at + 1]}\r\n`] : [],
  );
  const start = `${method} ${url} HTTP/${httpVersion}\r\n${lines.join("")}\r\n`;
  socket.unshift(Buffer.concat([Buffer.from(start, "latin1"), head]));
  // Set again with the connection; one more with each request would add up.
  socket.removeAllListeners("timeout");
  server.emit("connection", socket);
}
