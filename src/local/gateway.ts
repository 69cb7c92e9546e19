import { randomUUID } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { answerAdmin } from "./admin.ts";
import { answer, serviceError, unsupported } from "./answer.ts";
import { credentialScope } from "./credential-scope.ts";
import { isLoopbackRequest } from "./loopback.ts";
import { guessedError } from "./guessed-error.ts";
import type { JsonObject } from "./json.ts";
import { send } from "./reply.ts";
import type { Routes } from "./routes.ts";
import type { Call, Service, Trace } from "./service.ts";

/** Answers every request of the endpoint. It never throws: what goes wrong is answered or ends the connection. */
export const gateway =
  (routes: Routes): RequestListener =>
  (request, response) => {
    const requestId = randomUUID();
    route(routes, request, response, requestId).catch((error: unknown) => {
      const failure = serviceError(error);
      if (response.headersSent || response.destroyed) response.destroy();
      else send(response, guessedError(request, failure, requestId));
    });
  };

async function route(routes: Routes, request: IncomingMessage, response: ServerResponse, requestId: string) {
  if (!isLoopbackRequest(request)) {
    send(response, { status: 403, contentType: "text/plain", body: "Only this machine's own programs may ask.\n" });
    return;
  }
  const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
  if (path.startsWith("/_gworld/")) {
    send(response, await answerAdmin(routes.admin, path.slice("/_gworld/".length), request));
    return;
  }
  const { service: scope, region, accessKeyId } = credentialScope(request);
  await routes.ready;
  const trace: Trace = { about: {}, faults: [] };
  const signed = { region, account: routes.account, requestId, accessKeyId, trace };
  const service = routes.services.get(scope);
  if (service) return call(routes, service, { request, response }, signed);
  await interceptWith(routes, scope, { request, response }, signed)(rawOperation(request));
  throw unsupported(`The service ${scope}`);
}

type SignedCall = Required<Call>;

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Shows a call, whose operation is known by now, to everybody who wants to see calls. */
const interceptWith =
  ({ interceptors }: Routes, service: string, exchange: Exchange, { region, accessKeyId, trace }: SignedCall) =>
  async (operation: string, input?: JsonObject) => {
    if (input) trace.about = input;
    for (const interceptor of interceptors)
      await interceptor({ service, operation, region, accessKeyId, ...exchange, trace });
  };

async function call(routes: Routes, service: Service, exchange: Exchange, call: SignedCall) {
  const { request, response } = exchange;
  const intercept = interceptWith(routes, service.scope, exchange, call);
  if (service.protocol !== "raw") {
    const reply = await answer(service, request, call, intercept);
    if (!response.destroyed) send(response, reply);
    return;
  }
  await intercept(service.nameOf?.(request, call) ?? rawOperation(request));
  await service.handle(request, response, call);
}

/** A raw service's request is not read here: its target tells the operation, otherwise method and path stand for it. */
function rawOperation({ headers, method, url }: IncomingMessage): string {
  const target = headers["x-amz-target"];
  return typeof target === "string" ? target.slice(target.lastIndexOf(".") + 1) : `${method} ${url}`;
}
