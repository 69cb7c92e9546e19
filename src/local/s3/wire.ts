import type { IncomingMessage, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { serviceError } from "../answer.ts";
import { text } from "../json.ts";
import { systemCode } from "../refusal.ts";
import { ServiceError, type Call } from "../service.ts";
import { addressed } from "./address.ts";
import { unsupported } from "./refuse.ts";
import { routeOf } from "./route.ts";
import type { S3 } from "./s3.ts";
import { leaf } from "./xml.ts";

/** Answers one request of S3's REST protocol. */
export async function answer(s3: S3, message: IncomingMessage, response: ServerResponse, call: Call): Promise<void> {
  response.setHeader("x-amz-request-id", call.requestId);
  response.setHeader("x-amz-id-2", Buffer.from(call.requestId).toString("base64"));
  response.setHeader("server", "AmazonS3");
  try {
    const request = addressed(message, call);
    const { name, run } = routeOf(request);
    if (run === undefined) throw unsupported(`S3 ${name}`);
    const { status, headers = {}, body } = await run(s3, request);
    if (body === undefined || typeof body === "string") sendText(response, status, headers, body ?? "");
    else await sendStream(response, status, headers, body);
  } catch (error) {
    if (response.headersSent && !hungUp.has(systemCode(error) ?? "")) serviceError(error);
    if (response.headersSent || response.destroyed) return void response.destroy();
    refuseWith(response, message, call, known(error));
  }
}

/** The operation that a request is; undefined for one whose address cannot be read. */
export function nameOf(message: IncomingMessage, call: Call): string | undefined {
  try {
    const request = addressed(message, call);
    if (call.trace) call.trace.about = { Bucket: request.bucket || undefined, Key: request.key || undefined };
    return routeOf(request).name;
  } catch {
    return undefined;
  }
}

type Headers = Readonly<Record<string, string>>;

function sendText(response: ServerResponse, status: number, headers: Headers, body: string) {
  const bytes = Buffer.from(body);
  const length = status === 304 || status === 204 ? {} : { "content-length": String(bytes.length) };
  response.writeHead(status, { ...length, ...headers });
  response.end(bytes);
}

async function sendStream(response: ServerResponse, status: number, headers: Headers, body: Readable) {
  response.writeHead(status, headers);
  await pipeline(body, response);
}

/** What S3 calls a defect or a failing disk; the cause goes to the log. */
const known = (error: unknown) =>
  error instanceof ServiceError
    ? error
    : new ServiceError("InternalError", serviceError(error).message, { status: 500 });

/** A body that broke off halfway has no answer left to tell why, unless the reader itself has gone. */
const hungUp = new Set(["ERR_STREAM_PREMATURE_CLOSE", "ECONNRESET", "EPIPE"]);

/** The error document of S3; a HEAD gets its status and headers alone. */
function refuseWith(response: ServerResponse, message: IncomingMessage, call: Call, error: ServiceError) {
  const { code, message: said, status, fields } = error;
  const region = text(fields, "Region");
  const size = text(fields, "ActualObjectSize");
  const headers = {
    "content-type": "application/xml",
    ...(region === undefined ? {} : { "x-amz-bucket-region": region }),
    ...(code === "MethodNotAllowed" && text(fields, "ResourceType") === "DeleteMarker"
      ? { "x-amz-delete-marker": "true", allow: "DELETE" }
      : {}),
    ...(size === undefined ? {} : { "content-range": `bytes */${size}` }),
  };
  const details = Object.keys(fields).map((name) => leaf(name, text(fields, name)));
  const path = (message.url ?? "/").split("?")[0];
  const body = [
    '<?xml version="1.0" encoding="UTF-8"?>\n<Error>',
    leaf("Code", code),
    leaf("Message", said),
    ...details,
    leaf("Resource", path),
    leaf("RequestId", call.requestId),
    leaf("HostId", Buffer.from(call.requestId).toString("base64")),
    "</Error>",
  ].join("");
  if (message.method === "HEAD") sendText(response, status, headers, "");
  else sendText(response, status, headers, body);
}
