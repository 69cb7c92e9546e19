import { lookup } from "node:dns/promises";
import { request as plainRequest } from "node:http";
import { request } from "node:https";
import type { Reach } from "../ports/reach.ts";

/** How long somebody may take to answer, in milliseconds. */
const limitMs = 10_000;

/** What RFC 6455 asks for; the value of the key is the RFC's own example. */
const handshake = {
  Connection: "Upgrade",
  Upgrade: "websocket",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
};

/** The network this machine is in. Answers are not read: only that there is one counts. */
export const networkReach: Reach = {
  status: (url) => statusOf(new URL(url), limitMs),
  addresses: (name) => within(limitMs, addressesOf(name)),
};

export function statusOf(address: URL, limit: number): Promise<number> {
  const isSocket = address.protocol.startsWith("ws");
  const target = new URL(address.href.replace(/^ws/, "http"));
  const ask = target.protocol === "http:" ? plainRequest : request;
  const signal = AbortSignal.timeout(limit);
  return new Promise((resolve, reject) => {
    const asked = ask(target, { signal, agent: false, headers: isSocket ? handshake : {} });
    asked.on("response", (answer) => {
      resolve(answer.statusCode ?? 0);
      answer.destroy();
    });
    asked.on("upgrade", ({ statusCode = 0 }, socket) => {
      resolve(statusCode);
      socket.destroy();
    });
    asked.on("error", (error) => reject(signal.aborted ? silence(limit) : error));
    asked.end();
  });
}

const silence = (limit: number) => new Error(`no answer within ${limit / 1_000} seconds`);

async function addressesOf(name: string): Promise<readonly string[]> {
  try {
    return (await lookup(name, { all: true })).map(({ address }) => address);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOTFOUND") return [];
    throw error;
  }
}

/** A lookup cannot be cancelled. */
async function within<T>(limit: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(silence(limit)), limit);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
