import { text } from "./json.ts";
import type { Protocol } from "./protocol.ts";
import { parseQueryForm } from "./query-form.ts";
import { queryString } from "./query-string.ts";
import type { Reply } from "./reply.ts";
import { ServiceError } from "./service.ts";
import { elements } from "./xml.ts";

/** AWS query: a form with an Action in, XML in the service's namespace out. */
export const queryProtocol = (namespace: string): Protocol => ({
  read(request, body) {
    const form = body.length === 0 ? queryString(request) : body.toString("utf8");
    const { Action, Version: _version, ...input } = parseQueryForm(form);
    const operation = text({ Action }, "Action");
    if (!operation) throw new ServiceError("MissingAction", "The request must contain the parameter Action.");
    return { operation, input };
  },
  result(operation, output, requestId) {
    const parts = elements({ [`${operation}Result`]: output, ResponseMetadata: { RequestId: requestId } });
    return xml(200, requestId, `<${operation}Response xmlns="${namespace}">${parts}</${operation}Response>`);
  },
  error({ code, message, status, fields }, requestId) {
    const Type = status >= 500 ? "Receiver" : "Sender";
    const parts = elements({ Error: { Type, Code: code, Message: message, ...fields }, RequestId: requestId });
    return xml(status, requestId, `<ErrorResponse xmlns="${namespace}">${parts}</ErrorResponse>`);
  },
});

const xml = (status: number, requestId: string, body: string): Reply => ({
  status,
  contentType: "text/xml",
  headers: { "x-amzn-requestid": requestId },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}\n`,
});
