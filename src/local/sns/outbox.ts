import { randomUUID } from "node:crypto";
import { appendFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Ground } from "../resource.ts";
import { rowWith } from "../row.ts";
import { tellFailure, unattended } from "../unattended.ts";
import { send } from "./send.ts";

/** One message for one endpoint. */
export interface Parcel {
  readonly protocol: string;
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends what is for this machine's own web servers; everything else is written to a file and never leaves the machine. */
export interface Outbox {
  readonly file: string;
  hand(parcel: Parcel): void;
  /** Takes up what was not delivered yet. */
  start(): void;
  stop(): void;
}

interface PendingRow extends Parcel {
  readonly id: string;
  /** How many more attempts there are after the next one. */
  readonly left: number;
}

/** SNS's default policy: three more attempts, twenty seconds apart (Message delivery retries, HTTP/S). */
const retries = 3;
const patience = 20_000;
/** So many messages wait for one endpoint; the oldest is given up for one more. */
const mostPending = 100;
/** The file begins anew at this size; the one before it is kept. */
const longest = 10 * 1024 * 1024;

export function openOutbox({ dir, clock, store }: Pick<Ground, "dir" | "clock" | "store">): Outbox {
  const file = join(dir, "sns-messages.ndjson");
  const pending = store.table("sns.pending", rowWith<PendingRow>("id", "endpoint", "headers", "body", "left"));
  const cancels = new Map<string, () => void>();
  const left = pending.keys();
  const stopping = new AbortController();
  const write = (parcel: Parcel) => {
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > longest) renameSync(file, `${file}.old`);
    const { protocol, endpoint, body } = parcel;
    const line = JSON.stringify({ at: clock.now(), protocol, endpoint: shownEndpoint(endpoint), body });
    appendFileSync(file, `${line}\n`, { mode: 0o600 });
  };
  const giveUp = ({ id, endpoint }: PendingRow, error: unknown) => {
    cancels.get(id)?.();
    cancels.delete(id);
    pending.delete(id);
    tellFailure(`A message to ${shownEndpoint(endpoint)} could not be delivered`, error);
  };
  const attempt = async (id: string): Promise<void> => {
    const row = pending.get(id);
    if (!row) return;
    const { signal } = stopping;
    const failure = await failureOf(row, signal);
    if (signal.aborted || !pending.get(id)) return;
    if (!failure) pending.delete(id);
    else if (row.left === 0 || failure.isFinal) giveUp(row, failure.error);
    else {
      pending.put(id, { ...row, left: row.left - 1 });
      cancels.set(
        id,
        clock.after(patience, () => begin(id)),
      );
    }
  };
  const begin = (id: string) => {
    cancels.delete(id);
    unattended("A message could not be delivered", () => attempt(id));
  };
  const queue = (parcel: Parcel) => {
    const waiting = pending.values().filter(({ endpoint }) => endpoint === parcel.endpoint);
    const [oldest] = waiting;
    if (oldest && waiting.length >= mostPending) giveUp(oldest, `${mostPending} messages wait already`);
    const row = { ...parcel, id: randomUUID(), left: retries };
    pending.put(row.id, row);
    begin(row.id);
  };
  return {
    file,
    hand: (parcel) => (isOwn(parcel) ? queue(parcel) : write(parcel)),
    start() {
      for (const id of left) begin(id);
    },
    stop() {
      stopping.abort();
      for (const cancel of cancels.values()) cancel();
      cancels.clear();
    },
  };
}

/** Why a message is not delivered; whether asking again is no use: only what the server could not do is tried again. */
async function failureOf(parcel: Parcel, stopped: AbortSignal) {
  try {
    const status = await send(parcel, stopped);
    if (status >= 200 && status < 300) return undefined;
    return { error: `the endpoint answered ${status}`, isFinal: status < 500 && status !== 429 };
  } catch (error) {
    return { error, isFinal: false };
  }
}

/** An endpoint without its password, as SNS tells it. */
export const shownEndpoint = (endpoint: string): string =>
  endpoint.replace(/^(https?:\/\/[^/?#@:]*):[^/?#]*@/i, "$1:****@");

/** Whether an endpoint is a web server of this machine, by an address that no name server is asked for. */
export function isOwn({ protocol, endpoint }: Pick<Parcel, "protocol" | "endpoint">): boolean {
  if (protocol !== "http" && protocol !== "https") return false;
  const host = URL.canParse(endpoint) ? new URL(endpoint).hostname : "";
  return host === "localhost" || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);
}
