import { randomUUID } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { decodeTime, monotonicFactory } from "ulid";
import { s3Archive } from "../aws/archive.ts";
import { dynamoBulkLoad } from "../aws/bulk-load.ts";
import { dynamoCatalogue } from "../aws/catalogue.ts";
import type { AwsClients } from "../aws/clients.ts";
import { dynamoRows } from "../aws/rows.ts";
import { worldTables } from "../aws/world-tables.ts";
import { dynamoWorlds } from "../aws/worlds.ts";
import { GworldError } from "../model/error.ts";
import { bucketName } from "../model/names.ts";
import type { Holder } from "../ports/catalogue.ts";
import type { Clock } from "../ports/clock.ts";
import type { Ids, WorldData } from "../ports/world-data.ts";
import { tarBundles } from "./bundles.ts";
import { nodeCodec } from "./codec.ts";
import { keepRowsSmall } from "./small-heap.ts";

interface DataOf {
  readonly clients: AwsClients;
  readonly environment: string;
  readonly account: () => Promise<string>;
  readonly clock: Clock;
}

/** The worlds of an environment, bound to its tables and its bucket. No request is sent yet. */
export function worldDataOf({ clients, environment, account, clock }: DataOf): WorldData {
  const tables = worldTables(clients, environment, clock);
  const worlds = dynamoWorlds(tables, clock);
  const ids = ulids(clock);
  const codec = nodeCodec();
  const ownBucket = async () => {
    const owner = await account();
    return { bucket: bucketName(environment, "snapshots", owner, clients.region), owner };
  };
  return {
    worlds,
    catalogue: dynamoCatalogue(tables, worlds, { clock, momentOf: ids.momentOf }),
    rows(limits) {
      keepRowsSmall();
      return dynamoRows(clients, environment, clock, limits);
    },
    async archive(location) {
      keepRowsSmall();
      if (location !== undefined) return s3Archive(clients, placeOf(location), codec);
      return s3Archive(clients, { ...(await ownBucket()), prefix: environment }, codec);
    },
    bulkLoad: async () => dynamoBulkLoad(clients, environment, await ownBucket()),
    codec,
    bundles: tarBundles(),
    ids,
    holder: ownHolder(),
    isDead,
  };
}

function ulids(clock: Clock): Ids {
  const next = monotonicFactory();
  return { next: () => next(clock.now()), momentOf: decodeTime };
}

function ownHolder(): Holder {
  const id = randomUUID();
  return {
    id,
    host: hostname(),
    pid: process.pid,
    get mark() {
      return processSpace();
    },
  };
}

let space: string | undefined;

/**
 * What tells in which space a process has its number: containers may share a host name, and a machine that was started anew
 * gives its numbers anew.
 */
function processSpace(): string {
  try {
    space ??= `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    // Only Linux has them.
    space = hostname();
  }
  return space;
}

/** Signal 0 asks whether a process is there. One that is somebody else's answers with EPERM, and lives. */
function isDead({ mark, pid }: Holder): boolean {
  if (mark !== processSpace() || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH";
  }
}

function placeOf(location: string) {
  const [, bucket = "", prefix = ""] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/?(.*?)\/*$/.exec(location) ?? [];
  if (bucket === "")
    throw new GworldError("usage", `${location} is no place in S3.`, { hint: "Write it as s3://bucket/prefix." });
  return { bucket, prefix };
}
