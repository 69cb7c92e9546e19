import { createHash } from "node:crypto";
import { canonical } from "../../model/json.ts";
import type { LocalClock } from "../clock.ts";
import { isObject, number, object, text, type JsonObject } from "../json.ts";
import { every } from "../every.ts";
import { ServiceError } from "../service.ts";
import { unattended } from "../unattended.ts";
import type { Rows } from "./database.ts";
import type { Dynamo } from "./dynamo.ts";
import { invalid } from "./refuse.ts";

/** How long DynamoDB remembers a ClientRequestToken after the transaction was done. */
const rememberedMilliseconds = 600_000;

export interface Replay {
  /** The answer to give again, when the same request was carried out within ten minutes. */
  find(rows: Rows): Promise<JsonObject | undefined>;
  /** Remembers in the same change that carries the transaction out. */
  keep(rows: Rows, answer: JsonObject): void;
}

/** What a token says of a transaction; undefined where the request has none. */
export function replay({ now }: Dynamo, region: string, input: JsonObject): Replay | undefined {
  const token = text(input, "ClientRequestToken");
  if (token === undefined) return undefined;
  if (token.length === 0 || token.length > 36)
    throw invalid(
      `1 validation error detected: Value '${token}' at 'clientRequestToken' failed to satisfy constraint: Member must have length ${token.length === 0 ? "greater than or equal to 1" : "less than or equal to 36"}`,
    );
  const key = `token~${region}~${createHash("sha256").update(token).digest("hex")}`;
  const digest = digestOf(input);
  return {
    async find(rows) {
      const kept = await rows.get(key);
      if (!isObject(kept) || now() - (number(kept, "at") ?? 0) >= rememberedMilliseconds) return undefined;
      if (text(kept, "digest") === digest) return object(kept, "answer");
      throw mismatch();
    },
    keep: (rows, answer) => rows.put(key, { at: now(), digest, answer }),
  };
}

export const mismatch = () =>
  new ServiceError(
    "IdempotentParameterMismatchException",
    "DynamoDB rejected the request because you retried a request with a different payload but with an idempotent token that was already used.",
  );

/** Equal for requests that ask for the same, also where a client sends members in another order when it tries again. */
export const digestOf = (input: JsonObject): string => createHash("sha256").update(canonical(input)).digest("hex");

const failure = "Old request tokens could not be deleted";

/** Deletes what is no longer remembered, now and every ten minutes; the answer ends that. */
export function sweepTokens({ database, now }: Dynamo, clock: LocalClock): () => void {
  const sweep = () => {
    const old = (kept: unknown) => isObject(kept) && now() - (number(kept, "at") ?? 0) >= rememberedMilliseconds;
    return database.change(async (rows) => {
      for await (const [key, kept] of database.scan("token")) if (old(kept)) rows.delete(key);
    });
  };
  unattended(failure, sweep);
  return every(clock, rememberedMilliseconds, failure, sweep);
}
