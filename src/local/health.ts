import { get } from "node:http";
import { isObject, number, text } from "./json.ts";

/** What an endpoint says of itself. */
export interface Health {
  readonly pid: number;
  readonly dir: string;
  readonly ready: boolean;
  /** The share of the time AWS takes. */
  readonly timeScale: number;
}

/** Asks an endpoint who it is; undefined when nobody answers within the time, or it is no local cloud. */
export const askHealth = (endpoint: string, milliseconds = 2_000): Promise<Health | undefined> =>
  new Promise((resolve) => {
    const request = get(
      `${endpoint}/_gworld/health`,
      { agent: false, signal: AbortSignal.timeout(milliseconds) },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => resolve(healthOf(Buffer.concat(chunks).toString("utf8"))));
        response.on("error", () => resolve(undefined));
      },
    );
    request.on("error", () => resolve(undefined));
  });

function healthOf(body: string): Health | undefined {
  try {
    const value: unknown = JSON.parse(body);
    const pid = isObject(value) ? number(value, "pid") : undefined;
    const dir = isObject(value) ? text(value, "dir") : undefined;
    if (pid === undefined || dir === undefined || !isObject(value)) return undefined;
    return { pid, dir, ready: value["status"] === "ready", timeScale: number(value, "timeScale") ?? 0 };
  } catch {
    return undefined;
  }
}
