import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { readBody, unpacked } from "./body.ts";
import type { JsonObject } from "./json.ts";
import type { MessageService } from "./protocols.ts";
import { protocolOf } from "./protocols.ts";
import type { Reply } from "./reply.ts";
import { type Call, ServiceError } from "./service.ts";

/** Goes between a call that was understood and the operation: it may wait, refuse by throwing, or go on. */
export type Intercept = (operation: string, input: JsonObject) => Promise<void>;

/** Reads one call, runs its operation and words what came of it; every failure becomes the protocol's error answer. */
export async function answer(
  service: MessageService,
  request: IncomingMessage,
  call: Call,
  intercept: Intercept = async () => {},
): Promise<Reply> {
  const protocol = protocolOf(service, request);
  try {
    const { operation, input } = protocol.read(request, unpacked(request, await readBody(request)));
    await intercept(operation, input);
    const run = Object.hasOwn(service.operations, operation) ? service.operations[operation] : undefined;
    if (!run) throw unsupported(`${service.scope}:${operation}`);
    const output = await run(input, call);
    if (output instanceof Uint8Array) return { ...protocol.result(operation, {}, call.requestId), body: output };
    if (output instanceof Readable)
      return { ...protocol.result(operation, {}, call.requestId), ...eventStream(output) };
    return protocol.result(operation, output, call.requestId);
  } catch (error) {
    return protocol.error(serviceError(error), call.requestId);
  }
}

const eventStream = (body: Readable) => ({ contentType: "application/vnd.amazon.eventstream", body });

/** What the local cloud does not have is said to be missing, by name, and nothing pretends. */
export const unsupported = (what: string): ServiceError =>
  new ServiceError("UnsupportedOperation", `${what} is not part of the local cloud.`, { status: 501 });

/** Anything but a ServiceError is a defect or a failing disk: AWS calls that InternalFailure. The cause goes to the log. */
export function serviceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  console.error(error);
  const detail = error instanceof Error ? error.message : String(error);
  return new ServiceError("InternalFailure", `The local cloud failed: ${detail}`, { status: 500 });
}
