import { StringDecoder } from "node:string_decoder";
import { HttpResponse } from "@smithy/core/protocols";
import type { DeserializeMiddleware } from "@smithy/types";

/** The body of an answer as it comes over the wire. */
export type RawBody = AsyncIterable<Uint8Array> | Uint8Array;

/**
 * Takes the document of a good answer before the SDK reads it, which then reads an empty one. For answers whose many parts are
 * worth more than what the SDK's schemas add. To be put innermost in the `deserialize` step.
 */
export const takingAnswer =
  <I extends object, O extends object>(
    take: (body: RawBody, headers: Readonly<Record<string, string>>) => Promise<void>,
  ): DeserializeMiddleware<I, O> =>
  (next) =>
  async (args) => {
    const handled = await next(args);
    const { response } = handled;
    if (!HttpResponse.isInstance(response) || response.statusCode >= 300) return handled;
    await take(response.body, response.headers);
    response.body = Buffer.from("{}");
    return handled;
  };

/** Part by part: joined bytes would lie around beside their text. */
export async function textOf(body: RawBody): Promise<string> {
  if (body instanceof Uint8Array) return Buffer.from(body).toString("utf8");
  const decoder = new StringDecoder("utf8");
  let text = "";
  for await (const part of body) text += decoder.write(part);
  return text + decoder.end();
}

export async function bytesOf(body: RawBody): Promise<Buffer> {
  if (body instanceof Uint8Array) return Buffer.from(body);
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts);
}
