import type { IncomingMessage } from "node:http";
import { readBody } from "./body.ts";
import { isObject, type Json, type JsonObject } from "./json.ts";
import { queryString } from "./query-string.ts";
import type { Reply } from "./reply.ts";
import { ServiceError } from "./service.ts";

/** What answers under `/_gworld/<name>`: JSON in, JSON out. DELETE is the member `clear`. */
export type AdminRoutes = ReadonlyMap<string, (input: JsonObject) => Json | Promise<Json>>;

/** Answers one request for the local cloud itself, where no AWS API tells or does what is asked. */
export async function answerAdmin(routes: AdminRoutes, name: string, request: IncomingMessage): Promise<Reply> {
  const run = routes.get(name);
  if (!run) return json(404, { code: "NotFound", message: `There is no /_gworld/${name}.` });
  try {
    const input = await inputOf(request);
    return json(200, await run(request.method === "DELETE" ? { ...input, clear: "true" } : input));
  } catch (error) {
    if (error instanceof ServiceError) return json(error.status, { code: error.code, message: error.message });
    throw error;
  }
}

async function inputOf(request: IncomingMessage): Promise<JsonObject> {
  const query = Object.fromEntries(new URLSearchParams(queryString(request)));
  const body = (await readBody(request)).toString("utf8");
  if (body === "") return query;
  const value = parsed(body);
  if (!isObject(value)) throw new ServiceError("SerializationException", "The body is not a JSON object.");
  return { ...query, ...value };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

const json = (status: number, body: Json): Reply => ({
  status,
  contentType: "application/json",
  body: `${JSON.stringify(body ?? {})}\n`,
});
