import { suggestion } from "../../model/nearest.ts";
import { type Service, ServiceError } from "../service.ts";
import type { Fault } from "./fault.ts";

/** Throws for a service or an operation that nobody can call: such a fault would never strike. */
export function checkTarget(services: readonly Service[], { service, operation }: Fault): void {
  const scopes = services.map(({ scope }) => scope);
  if (service !== undefined && !scopes.includes(service))
    throw refused(`There is no service ${service} in the local cloud. ${suggestion(service, scopes)}`);
  if (operation === undefined) return;
  const names = services.filter(({ scope }) => (service ?? scope) === scope).flatMap(namesOf);
  if (names.includes(operation)) return;
  const whose = service === undefined ? "No service of the local cloud has an" : `The service ${service} has no`;
  throw refused(`${whose} operation ${operation}. ${suggestion(operation, [...new Set(names)].sort())}`);
}

const namesOf = (service: Service): readonly string[] =>
  service.protocol === "raw" ? service.names : Object.keys(service.operations);

const refused = (message: string) => new ServiceError("ValidationException", message);
