import type { Archive } from "./archive.ts";
import type { BulkLoad } from "./bulk-load.ts";
import type { Bundles } from "./bundles.ts";
import type { Catalogue, Holder } from "./catalogue.ts";
import type { Codec } from "./codec.ts";
import type { RowLimits, Rows } from "./rows.ts";
import type { Worlds } from "./worlds.ts";

export interface Ids {
  /** A new ULID; later ones sort later. */
  readonly next: () => string;
  /** The moment in a ULID, in milliseconds since the epoch. */
  readonly momentOf: (ulid: string) => number;
}

/** Everything about the worlds of one environment. Adapters are made on first use. */
export interface WorldData {
  readonly worlds: Worlds;
  readonly catalogue: Catalogue;
  rows(limits?: RowLimits): Rows;
  /** The environment's own archive, or one elsewhere: `s3://bucket/prefix`. */
  archive(location?: string): Promise<Archive>;
  bulkLoad(): Promise<BulkLoad>;
  readonly codec: Codec;
  readonly bundles: Bundles;
  readonly ids: Ids;
  /** This process. */
  readonly holder: Holder;
  /** True where the holder was a process of this machine and is no more. */
  isDead(holder: Holder): boolean;
}
