import type { PartTotal } from "../archive/manifest.ts";
import type { RestoreEntry } from "../catalogue.ts";
import { loadCost } from "../prices.ts";
import { type EngineChoice, engineNamed, engineOf } from "./engine.ts";
import type { RestoreRequest } from "./request.ts";

/** An on-demand table that is new or was idle takes so many write units a second at first. */
const warmWriteUnits = 4_000;

/** What loading takes, and who does it. */
export interface Effort {
  readonly engine: EngineChoice;
  /** Of the snapshot. */
  readonly rows: number;
  readonly bytes: number;
  /** Of these and of what is copied beside them. */
  readonly writeUnits: number;
  /** Undefined for a bulk load, which is billed by the byte at a price that gworld does not know. */
  readonly dollars: number | undefined;
  readonly seconds: number;
}

/** A restore that goes on keeps its engine, where no other is asked for. */
export function effortOf(
  { totals, kept }: { totals: readonly PartTotal[]; kept: Pick<PartTotal, "items" | "writeUnits"> | undefined },
  { engine: asked }: Pick<RestoreRequest, "engine">,
  { running, maxWriteUnits }: { running: RestoreEntry | undefined; maxWriteUnits: number | undefined },
): Effort {
  const bytes = totals.reduce((sum, part) => sum + part.bytes, 0);
  const begun = running && (engineNamed(running.options["engine"]) ?? "client");
  const engine = engineOf(asked, { begun, bytes, maxWriteUnits });
  const copied = kept === undefined ? [] : [kept];
  const { writeUnits, dollars } = loadCost([...totals, ...copied]);
  // The client's requests share one limit; bulk loads run side by side, one a table, each with a limit of its own.
  const inRow =
    engine.name === "client"
      ? writeUnits
      : Math.max(0, ...totals.map((part) => loadCost([part]).writeUnits)) + loadCost(copied).writeUnits;
  return {
    engine,
    rows: totals.reduce((sum, { items }) => sum + items, 0),
    bytes,
    writeUnits,
    dollars: engine.name === "aws" ? undefined : dollars,
    seconds: Math.ceil(inRow / (maxWriteUnits ?? warmWriteUnits)),
  };
}
