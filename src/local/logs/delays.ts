import { chance } from "../chance.ts";
import { type Json, type JsonObject, number, text } from "../json.ts";
import { rowWith } from "../row.ts";
import { ServiceError } from "../service.ts";
import type { Store } from "../store.ts";

/** Batches of events that take long to be ingested, as they may on AWS. What is left out matches all. */
interface Delay {
  readonly id: string;
  readonly group?: string | undefined;
  /** How the stream's name begins. */
  readonly stream?: string | undefined;
  readonly milliseconds: number;
  /** The longest delay, when they differ. */
  readonly upTo: number;
  /** 0..1 of the batches, drawn by the seed: the same seed gives the same run. */
  readonly share: number;
  readonly seed: number;
  readonly seen: number;
}

export interface Delays {
  /** Milliseconds until the next batch of a stream can be read. */
  next(group: string, stream: string): number;
  /** Adds a delay, lists them, and with `clear` removes them all. */
  readonly admin: (input: JsonObject) => Json;
}

export function openDelays(store: Store): Delays {
  const table = store.table("logs-delays", rowWith<Delay>("id", "milliseconds", "upTo", "share", "seed", "seen"));
  return {
    next(group, stream) {
      const delay = table.values().find((each) => matches(each, group, stream));
      if (!delay) return 0;
      table.put(delay.id, { ...delay, seen: delay.seen + 1 });
      return length(delay);
    },
    admin(input) {
      if (text(input, "clear") === "true") for (const id of table.keys()) table.delete(id);
      else if (Object.keys(input).length > 0) {
        const delay = delayOf(String(table.keys().length + 1), input);
        table.put(delay.id, delay);
      }
      return { delays: table.values().map((delay) => ({ ...delay })) };
    },
  };
}

const matches = (delay: Delay, group: string, stream: string) =>
  (delay.group ?? group) === group && stream.startsWith(delay.stream ?? "");

function length({ milliseconds, upTo, share, seed, seen }: Delay): number {
  if (chance(seed, seen * 2) >= share) return 0;
  return Math.round(milliseconds + (upTo - milliseconds) * chance(seed, seen * 2 + 1));
}

function delayOf(id: string, input: JsonObject): Delay {
  const milliseconds = number(input, "milliseconds");
  if (milliseconds === undefined || milliseconds < 0)
    throw new ServiceError("ValidationException", "milliseconds says how late events are to be seen.");
  return {
    id,
    group: text(input, "group"),
    stream: text(input, "stream"),
    milliseconds,
    upTo: Math.max(milliseconds, number(input, "upTo") ?? milliseconds),
    share: number(input, "share") ?? 1,
    seed: number(input, "seed") ?? 1,
    seen: 0,
  };
}
