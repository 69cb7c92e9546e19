import { randomUUID } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { answerAdmin } from "./admin.ts";
import { answer, serviceError, unsupported } from "./answer.ts";
import { credentialScope } from "./credential-scope.ts";
import { isLoopbackRequest } from "./loopback.ts";
import { guessedError } from "./guessed-error.ts";
import { send } from "./reply.ts";
import type { Routes } from "./routes.ts";
import type { Call, Service } from "./service.ts";

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
  const service = routes.services.get(scope);
  if (!service) throw unsupported(`The service ${scope}`);
  await routes.ready;
  await call(routes, service, { request, response }, { region, account: routes.account, requestId, accessKeyId });
}

type SignedCall = Required<Call>;

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function call(routes: Routes, service: Service, exchange: Exchange, call: SignedCall) {
  const { request, response } = exchange;
  const { scope } = service;
  const intercept = async (operation: string) => {
    for (const interceptor of routes.interceptors)
      await interceptor({
        service: scope,
        operation,
        region: call.region,
        accessKeyId: call.accessKeyId,
        request,
        response,
      });
  };
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
