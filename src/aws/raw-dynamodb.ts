import type { DynamoDB, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { HttpRequest } from "@smithy/core/protocols";
import { isRecord } from "../model/json.ts";
import { takingAnswer, textOf } from "./raw-answer.ts";

/** One call in wire form: operation, request document, the signal that ends it. Answers the response document. */
export type RawCall = (
  operation: string,
  input: unknown,
  signal?: AbortSignal,
) => Promise<Readonly<Record<string, unknown>>>;

/**
 * Calls DynamoDB with JSON as it goes over the wire. Endpoint, credentials, signing, retries and errors are the SDK's; its
 * (de)serializers are passed by: they cost four times the CPU for binaries that are only passed on, and turn base64 into bytes and back.
 */
export function rawDynamo(client: () => Promise<DynamoDB>): RawCall {
  return async (operation, input, signal) => {
    const [dynamo, { ListTablesCommand }] = await Promise.all([client(), import("@aws-sdk/client-dynamodb")]);
    const text = typeof input === "string" ? input : JSON.stringify(input);
    const { command, answer } = carrier(new ListTablesCommand({}), operation, text);
    await dynamo.send(command, { ...(signal !== undefined && { abortSignal: signal }) });
    const parsed: unknown = JSON.parse(answer());
    return isRecord(parsed) ? parsed : {};
  };
}

/** The smallest command there is, sent as another: target and body are replaced before they are measured and signed. */
function carrier(command: ListTablesCommand, operation: string, body: string) {
  let text = "{}";
  command.middlewareStack.add(
    (next, context) => (args) => {
      // What `--verbose` shows.
      context.commandName = operation;
      const { request } = args;
      if (HttpRequest.isInstance(request)) {
        request.headers["x-amz-target"] = `DynamoDB_20120810.${operation}`;
        request.body = body;
      }
      return next(args);
    },
    { step: "build", name: "gworldRawRequest", priority: "high" },
  );
  command.middlewareStack.add(
    takingAnswer(async (answer) => void (text = await textOf(answer))),
    // Innermost: what the SDK reads is empty already.
    { step: "deserialize", name: "gworldRawResponse", priority: "low" },
  );
  return { command, answer: () => text };
}
