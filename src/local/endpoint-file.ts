import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isObject, number, text } from "./json.ts";

/** How a running local cloud is reached, as it says itself in its folder. */
export interface Endpoint {
  readonly endpoint: string;
  readonly pid: number;
  readonly dir: string;
  readonly region: string;
  readonly account: string;
  readonly startedAt: string;
}

/** A cloud that answers, and its present share of the time AWS takes. */
export type RunningCloud = Endpoint & { readonly timeScale: number };

const pathIn = (dir: string) => join(dir, "endpoint.json");

/** Appears whole or not at all, for readers that wait for it. */
export function writeEndpoint(endpoint: Endpoint): void {
  const path = pathIn(endpoint.dir);
  writeFileSync(`${path}.new`, `${JSON.stringify(endpoint, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** What stands in the folder; the process that wrote it may be gone. */
export function readEndpoint(dir: string): Endpoint | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(pathIn(dir), "utf8"));
    if (!isObject(value)) return undefined;
    const pid = number(value, "pid");
    const [endpoint, region, account, startedAt] = ["endpoint", "region", "account", "startedAt"].map((key) =>
      text(value, key),
    );
    if (pid === undefined || !endpoint || !region || !account || !startedAt) return undefined;
    return { endpoint, pid, dir, region, account, startedAt };
  } catch {
    return undefined;
  }
}

/** Removes what that process wrote, and nothing that a later one has written in its place. */
export function removeEndpoint(dir: string, pid: number): void {
  if (readEndpoint(dir)?.pid === pid) rmSync(pathIn(dir), { force: true });
}
