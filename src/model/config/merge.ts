import type { EnvironmentConfig, ServiceConfig } from "../environment.ts";
import type { EnvironmentLayer } from "./shape.ts";

type Base = Omit<EnvironmentConfig, "name" | "project">;

/** Lays one layer over another: objects by key, lists and single values whole. */
export function overlay(base: Base, layer: EnvironmentLayer): Base {
  return {
    ...over(base, {
      ...layer,
      network: undefined,
      services: undefined,
      redis: undefined,
      logs: undefined,
      usage: undefined,
    }),
    network: over(base.network, layer.network),
    services: {
      "world-management": service(base, layer, "world-management"),
      "agent-runtime": service(base, layer, "agent-runtime"),
      "llm-integration": service(base, layer, "llm-integration"),
    },
    redis: over(base.redis, layer.redis),
    logs: over(base.logs, layer.logs),
    usage: over(base.usage, layer.usage),
  };
}

const service = (base: Base, layer: EnvironmentLayer, name: keyof Base["services"]): ServiceConfig =>
  over(base.services[name], layer.services?.[name]);

/** Undefined never hides a value below. */
function over<T extends object>(base: T, layer: Partial<T> | undefined): T {
  const result = { ...base };
  if (layer === undefined) return result;
  for (const key of keysOf(layer)) {
    const value = layer[key];
    if (value !== undefined) result[key] = value;
  }
  return result;
}

/** An object's own keys, typed: layers come from a strict schema and have no others. */
const keysOf = <T extends object>(value: T) =>
  Object.keys(value).filter((key): key is keyof T & string => key in value);
