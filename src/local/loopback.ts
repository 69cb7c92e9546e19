import type { IncomingMessage } from "node:http";

/**
 * Whether a request comes from this machine's own programs. A page that a browser shows can reach a loopback port too, under a
 * name that it made point here or across origins: its Host, Origin or Sec-Fetch-Site gives it away.
 */
export function isLoopbackRequest({ headers }: IncomingMessage): boolean {
  const origin = headers.origin;
  return (
    isLoopbackHost(headers.host ?? "") &&
    (origin === undefined || isLoopbackHost(origin.replace(/^https?:\/\//, ""))) &&
    headers["sec-fetch-site"] !== "cross-site"
  );
}

/** Names below localhost resolve to loopback by RFC 6761; S3 clients put a bucket's name there. */
const isLoopbackHost = (host: string) =>
  /^(?:(?:[\w.-]+\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i.test(host);
