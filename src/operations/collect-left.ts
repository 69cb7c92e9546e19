import type { Connection } from "../ports/connection.ts";
import type { CollectGeneration } from "./collect.ts";
import type { WithLease } from "./lease.ts";
import type { collectDue } from "./restore/due.ts";

type CollectPorts = Pick<Connection, "config" | "clock" | "identity" | "data">;

export interface CollectOptions {
  readonly signal: AbortSignal;
  /** Told what goes on, in words. */
  readonly say: (text: string) => void;
  /** For whoever finds the lease held: `snapshot prune`. */
  readonly doing: string;
}

/** Removes the generations of a world that nobody can come back to, under the lease on restoring into it. */
export const collectLeft =
  (means: { withLease: WithLease; collectDue: typeof collectDue; collect: CollectGeneration }) =>
  (ports: CollectPorts, worldId: string, { signal, say, doing }: CollectOptions): Promise<void> => {
    const waiting = () => say(`Waiting for somebody else's work on ${worldId}`);
    return means.withLease(ports, { worldId, what: "restore", doing, signal, waiting }, (held, sure) =>
      means.collectDue(ports, worldId, {
        collect: means.collect,
        signal: held,
        sure,
        report: (event) => {
          if (event.kind === "note") say(event.text);
        },
      }),
    );
  };
export type CollectLeft = ReturnType<typeof collectLeft>;
