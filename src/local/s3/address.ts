import type { IncomingMessage } from "node:http";
import type { Call } from "../service.ts";
import { refuse } from "./refuse.ts";
import type { S3Request } from "./s3.ts";

/** S3's limit for a key, in bytes. */
const maxKeyBytes = 1024;

/** Takes a request apart: `/bucket/key` on any host, `/key` on `<bucket>.localhost`. Paths are never normalised. */
export function addressed(body: IncomingMessage, call: Call): S3Request {
  const [path = "/", search = ""] = split(body.url ?? "/", "?");
  const hosted = bucketOfHost(body.headers.host ?? "");
  const [bucket = "", key = ""] = hosted === undefined ? split(path.slice(1), "/") : [hosted, path.slice(1)];
  const decoded = decode(key);
  if (Buffer.byteLength(decoded) > maxKeyBytes)
    throw refuse("KeyTooLongError", 400, "Your key is too long", {
      Size: String(Buffer.byteLength(decoded)),
      MaxSizeAllowed: String(maxKeyBytes),
    });
  const headers = Object.fromEntries(
    Object.entries(body.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(",") : value]],
    ),
  );
  return {
    method: body.method ?? "GET",
    bucket: decode(bucket),
    key: decoded,
    query: new URLSearchParams(search),
    header: (name) => headers[name],
    headers,
    body,
    call,
  };
}

function bucketOfHost(host: string): string | undefined {
  const name = host.replace(/:\d+$/, "").toLowerCase();
  return name.endsWith(".localhost") ? name.slice(0, -".localhost".length) : undefined;
}

function split(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refuse("InvalidURI", 400, "Couldn't parse the specified URI.", { URI: text });
  }
}
