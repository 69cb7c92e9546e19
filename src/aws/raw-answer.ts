import { StringDecoder } from "node:string_decoder";
import { HttpResponse } from "@smithy/core/protocols";
import type { DeserializeMiddleware } from "@smithy/types";

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Takes the document of a good answer before the SDK reads it, which then reads an empty one. For answers whose many parts are
 * worth more than what the SDK's schemas add. To be put innermost in the `deserialize` step.
 */
export const takingAnswer =
  <I extends object, O extends object>(take: (answer: RawAnswer) => void): DeserializeMiddleware<I, O> =>
  (next) =>
  async (args) => {
    const handled = await next(args);
    const { response } = handled;
    if (!HttpResponse.isInstance(response) || response.statusCode >= 300) return handled;
    take({ text: await textOf(response.body), headers: response.headers });
    response.body = Buffer.from("{}");
    return handled;
  };

async function textOf(body: AsyncIterable<Uint8Array> | Uint8Array): Promise<string> {
  if (body instanceof Uint8Array) return Buffer.from(body).toString("utf8");
  // Part by part: a page is megabytes, and joined bytes would lie around beside its text.
  const decoder = new StringDecoder("utf8");
  let text = "";
  for await (const part of body) text += decoder.write(part);
  return text + decoder.end();
}
