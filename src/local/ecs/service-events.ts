import { randomUUID } from "node:crypto";
import type { ServiceRow } from "./rows.ts";

const keptEvents = 100;

/** Adds what ECS says of a service to its events, the newest first; messages come oldest first. */
export function withEvents(service: ServiceRow, messages: readonly string[], now: number): ServiceRow {
  if (messages.length === 0) return service;
  const events = messages.map((message) => ({ id: randomUUID(), createdAt: now, message }));
  return { ...service, events: [...events.toReversed(), ...service.events].slice(0, keptEvents) };
}
