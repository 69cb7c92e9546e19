import { appendFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Ground } from "../resource.ts";
import { tellFailure } from "../unattended.ts";

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
}

/** SNS's default policy: three more attempts, twenty seconds apart (Message delivery retries, HTTP/S). */
const retries = 3;
const patience = 20_000;
/** How long a web server may take to answer (HTTP/S endpoints: 15 seconds). */
const timeout = 15_000;
/** The file begins anew at this size; the one before it is kept. */
const longest = 10 * 1024 * 1024;

export function openOutbox({ dir, clock }: Pick<Ground, "dir" | "clock">): Outbox {
  const file = join(dir, "sns-messages.ndjson");
  const write = (parcel: Parcel) => {
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > longest) renameSync(file, `${file}.old`);
    const { protocol, endpoint, body } = parcel;
    appendFileSync(file, `${JSON.stringify({ at: clock.now(), protocol, endpoint, body })}\n`, { mode: 0o600 });
  };
  const attempt = (parcel: Parcel, left: number) => {
    send(parcel).catch((error: unknown) => {
      if (left === 0) tellFailure(`A message to ${parcel.endpoint} could not be delivered`, error);
      else clock.after(patience, () => attempt(parcel, left - 1));
    });
  };
  return {
    file,
    hand: (parcel) => (isOwn(parcel) ? attempt(parcel, retries) : write(parcel)),
  };
}

/** Whether an endpoint is a web server of this machine, by an address that no name server is asked for. */
export function isOwn({ protocol, endpoint }: Pick<Parcel, "protocol" | "endpoint">): boolean {
  if (protocol !== "http" && protocol !== "https") return false;
  const host = URL.canParse(endpoint) ? new URL(endpoint).hostname : "";
  return host === "localhost" || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** A redirection is a failure: it could lead off the machine. */
async function send({ endpoint, headers, body }: Parcel): Promise<void> {
  const signal = AbortSignal.timeout(timeout);
  const response = await fetch(endpoint, { method: "POST", headers, body, redirect: "error", signal });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`the endpoint answered ${response.status}`);
}
