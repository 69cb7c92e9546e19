import type { WorldTable } from "./names.ts";

/** Names of key attributes. A name with `#` says which values are joined in it; all keys are strings. */
export interface TableKey {
  readonly pk: string;
  readonly sk?: string;
}

export interface TableIndex extends TableKey {
  readonly name: string;
  /** Attributes copied beside the keys; `all` copies the item. Never an embedding: each copy doubles the write. */
  readonly carries: readonly string[] | "all";
}

export interface TableSchema extends TableKey {
  readonly indexes: readonly TableIndex[];
  /** Attributes that an engine changes or looks at as it takes a world over and commits ticks; its policy names them. */
  readonly attributes?: readonly string[];
  readonly ttl?: string;
}

/** The data model of worlds, version 1. Keys are for ever: changing one replaces its table. */
export const tableSchemas: Readonly<Record<WorldTable, TableSchema>> = {
  Worlds: {
    pk: "worldId",
    attributes: ["status", "tick", "seqCommitted", "changedRows", "epoch", "fence", "engine", "eventCount"],
    indexes: [
      { name: "byStatus", pk: "status#shard", sk: "updatedAt", carries: ["name", "ownerId", "status"] },
      { name: "byOwner", pk: "ownerId", sk: "createdAt", carries: ["name", "status"] },
    ],
  },
  Agents: {
    pk: "g",
    sk: "agentId",
    indexes: [{ name: "byPlace", pk: "g#place", sk: "agentId", carries: [] }],
  },
  MemoryStreams: {
    pk: "g#agentId#bucket",
    sk: "seq",
    indexes: [{ name: "byImportance", pk: "g#agentId", sk: "importance#seq", carries: ["type", "createdAt"] }],
  },
  WorldObjects: {
    pk: "g",
    sk: "objectId",
    indexes: [{ name: "byPlace", pk: "g#place", sk: "objectId", carries: [] }],
  },
  Events: {
    pk: "g#hour#shard",
    sk: "tick#seq",
    indexes: [{ name: "byAgent", pk: "g#agentId", sk: "tick#seq", carries: [] }],
    ttl: "expiresAt",
  },
  Snapshots: {
    pk: "worldId",
    sk: "entry",
    indexes: [{ name: "byState", pk: "state", sk: "createdAt", carries: "all" }],
    ttl: "expiresAt",
  },
};
