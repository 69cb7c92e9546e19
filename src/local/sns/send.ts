import { Agent as HttpAgent, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { LookupFunction } from "node:net";
import type { Parcel } from "./outbox.ts";

/** How long a web server may take to answer (HTTP/S endpoints: 15 seconds). */
const timeout = 15_000;

/** Agents of their own: the process's may go through a proxy that the environment names. */
const ways = {
  "http:": { request: httpRequest, agent: new HttpAgent() },
  "https:": { request: httpsRequest, agent: new HttpsAgent() },
} as const;

/**
 * Posts to a web server of this machine; resolves with the status it answers, rejects where none comes. Redirections are
 * answers as any other, and the body is not read.
 */
export async function send({ endpoint, headers, body }: Parcel, stopped: AbortSignal): Promise<number> {
  const url = new URL(endpoint);
  const { request, agent } = ways[url.protocol === "https:" ? "https:" : "http:"];
  const sent = { ...headers, ...credentials(url), "content-length": Buffer.byteLength(body) };
  url.username = "";
  url.password = "";
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(timeout)]);
  return new Promise((resolve, reject) => {
    const posted = request(url, { method: "POST", headers: sent, agent, lookup, signal }, (response) => {
      response.on("error", reject).resume();
      resolve(response.statusCode ?? 0);
    });
    posted.on("error", reject).end(body);
  });
}

/** A user and password of the address become a header (HTTP/S endpoints, Basic authentication). */
function credentials({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === "" && password === "") return {};
  const secret = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(secret).toString("base64")}` };
}

/** Whatever a name server may say of `localhost`, it is this machine. */
const lookup: LookupFunction = (_, { all, family }, tell) => {
  const addresses = [
    { address: "127.0.0.1", family: 4 },
    { address: "::1", family: 6 },
  ];
  if (all) tell(null, addresses);
  else tell(null, family === 6 ? "::1" : "127.0.0.1", family === 6 ? 6 : 4);
};
