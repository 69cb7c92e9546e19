import { isObject, text, type JsonObject } from "../json.ts";
import { ServiceError } from "../service.ts";

/** DynamoDB's refusal of the values of a request. */
export const invalid = (message: string) => new ServiceError("ValidationException", message);

export const tableNotFound = (name: string) =>
  new ServiceError("ResourceNotFoundException", `Requested resource not found: Table: ${name} not found`);

/** What dynalite reports, as the error that goes over the wire. */
export function refusal(error: unknown): unknown {
  if (!isObject(error) || !isObject(error["body"])) return error;
  const { body } = error;
  const type = text(body, "__type") ?? "InternalServerError";
  const message = text(body, "message") ?? text(body, "Message") ?? "";
  return new ServiceError(type.slice(type.indexOf("#") + 1), message);
}

/** The body of an error: AWS names the namespace of the part of its stack that refused. */
export function errorBody(error: ServiceError): JsonObject {
  const namespace =
    error.code === "ValidationException"
      ? "com.amazon.coral.validate"
      : error.code === "SerializationException"
        ? "com.amazon.coral.service"
        : "com.amazonaws.dynamodb.v20120810";
  return { __type: `${namespace}#${error.code}`, message: error.message, ...error.fields };
}
