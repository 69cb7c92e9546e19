import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import type { Checkpoint } from "../../src/model/catalogue.ts";
import { archiveKeys } from "../../src/aws/archive-keys.ts";
import type { Item } from "../../src/model/item.ts";
import { bucketName } from "../../src/model/names.ts";
import type { ChunkName } from "../../src/ports/archive.ts";
import { placeAt, type WorldPlace } from "../worlds/place.ts";
import { contract } from "./endpoints.ts";
import { now, snapshotEntry, worldRow as row } from "./entries.ts";

contract("worlds and their catalogue", ({ account }, config) => {
  let place: WorldPlace;
  beforeAll(async () => {
    place = await placeAt(config().endpoint, account);
  });

  describe("worlds", () => {
    test("are made once, listed and removed", async () => {
      const { worlds } = place.data;
      expect(await worlds.create(row("w-made"))).toBe(true);
      expect(await worlds.create(row("w-made"))).toBe(true);
      expect(await worlds.create(row("w-made", "paused"))).toBe(false);
      expect((await worlds.list()).map(({ worldId }) => worldId)).toContain("w-made");
      await worlds.remove("w-made");
      expect(await worlds.get("w-made")).toBeUndefined();
    });

    test("move between statuses only from those that are named", async () => {
      const { worlds } = place.data;
      await worlds.create(row("w-status"));
      expect((await worlds.setStatus("w-status", ["active"], "paused"))?.status).toBe("paused");
      expect((await worlds.setStatus("w-status", ["active"], "paused"))?.status).toBe("paused");
      expect(await worlds.setStatus("w-status", ["active"], "deleting")).toBeUndefined();
    });

    test("have one engine: whoever takes over shuts the other out", async () => {
      const { worlds } = place.data;
      await worlds.create(row("w-engine"));
      const one = { id: "one", until: now + 15_000 };
      const other = { id: "other", until: now + 15_000 };
      const first = await worlds.takeOver("w-engine", one, { now, force: false });
      expect(first?.epoch).toBe(2);
      expect(await worlds.takeOver("w-engine", other, { now, force: false })).toBeUndefined();
      expect((await worlds.takeOver("w-engine", other, { now: now + 20_000, force: false }))?.epoch).toBe(3);
      const tick = { worldId: "w-engine", tick: 8, seqCommitted: 71, puts: [] };
      expect(await worlds.commit({ ...tick, epoch: 2, engine: one }, now)).toBe("lost");
      expect(await worlds.commit({ ...tick, epoch: 3, engine: other }, now)).toBe("committed");
      await worlds.leave("w-engine", "other");
      expect((await worlds.get("w-engine"))?.engine).toBeUndefined();
    });

    test("that are made anew under a name shut out the engine of the one before, also in an equal epoch", async () => {
      const { worlds } = place.data;
      const [old, young] = ["old", "young"].map((id) => ({ id, until: now + 15_000 }));
      if (old === undefined || young === undefined) throw new Error("There are two engines.");
      for (const engine of [old, young]) {
        await worlds.create(row("w-anew"));
        expect((await worlds.takeOver("w-anew", engine, { now, force: false }))?.epoch).toBe(2);
        if (engine === young) break;
        await worlds.setStatus("w-anew", ["active"], "deleting");
        await worlds.remove("w-anew");
      }
      const tick = { worldId: "w-anew", tick: 8, seqCommitted: 71, puts: [], epoch: 2 };
      expect(await worlds.commit({ ...tick, engine: old }, now)).toBe("lost");
      expect(await worlds.commit({ ...tick, engine: young }, now)).toBe("committed");
    });

    test("are not taken over at a fence, and their engine may stay while it commits nothing", async () => {
      const { worlds } = place.data;
      await worlds.create(row("w-stay"));
      const one = { id: "one", until: now + 15_000 };
      const other = { id: "other", until: now + 60_000 };
      await worlds.takeOver("w-stay", one, { now, force: false });
      await worlds.fence("w-stay", { id: "f", until: now + 30_000 }, now);
      for (const force of [true, false])
        expect(await worlds.takeOver("w-stay", other, { now: now + 20_000, force })).toBeUndefined();
      expect(await worlds.stay("w-stay", 1, one)).toBe(false);
      expect(await worlds.stay("w-stay", 2, { ...one, until: now + 35_000 })).toBe(true);
      expect(await worlds.takeOver("w-stay", other, { now: now + 32_000, force: false })).toBeUndefined();
      expect(await worlds.takeOver("w-stay", other, { now: now + 36_000, force: false })).toMatchObject({ epoch: 3 });
    });

    test("are committed to with their rows, all or none, and not behind a fence", async () => {
      const { worlds } = place.data;
      await worlds.create(row("w-tick"));
      const engine = { id: "e", until: now + 15_000 };
      await worlds.takeOver("w-tick", engine, { now, force: true });
      const item = { g: { S: "w-tick@1" }, agentId: { S: "a-1" } };
      const tick = { worldId: "w-tick", epoch: 2, engine, tick: 8, seqCommitted: 71 };
      const commit = { ...tick, puts: [{ table: "Agents", item } as const] };
      const fence = { id: "f", until: now + 15_000 };
      expect((await worlds.fence("w-tick", fence, now))?.tick).toBe(7);
      expect(await worlds.fence("w-tick", { id: "g", until: now }, now)).toBeUndefined();
      expect(await worlds.commit(commit, now)).toBe("fenced");
      expect((await place.data.rows().page({ table: "Agents", partition: "w-tick@1" })).items).toEqual([]);
      expect(await worlds.prolong("w-tick", { ...fence, until: now + 20_000 })).toBe(true);
      expect(await worlds.release("w-tick", "f", { epoch: 2, tick: 7 })).toBe("released");
      expect(await worlds.commit(commit, now)).toBe("committed");
      expect((await place.data.rows().page({ table: "Agents", partition: "w-tick@1" })).items).toEqual([item]);
      expect(await worlds.get("w-tick")).toMatchObject({ tick: 8, changedRows: 1 });
    });

    test("tell a reader that its fence was not honoured, or is another's", async () => {
      const { worlds } = place.data;
      await worlds.create(row("w-moved"));
      await worlds.fence("w-moved", { id: "f", until: now }, now);
      expect(await worlds.release("w-moved", "f", { epoch: 1, tick: 6 })).toBe("moved");
      await worlds.fence("w-moved", { id: "g", until: now + 1 }, now);
      expect(await worlds.release("w-moved", "f", { epoch: 1, tick: 7 })).toBe("lost");
      // One that has ended stands in nobody's way.
      expect(await worlds.fence("w-moved", { id: "h", until: now + 9 }, now + 5)).toMatchObject({ tick: 7 });
    });
  });

  describe("leases", () => {
    test("are one's until they end, or the holder is dead", async () => {
      const { catalogue } = place.data;
      const lease = (id: string, until: number) => ({
        holder: { id, host: "h", pid: 1 },
        until,
        doing: "test",
        since: now,
      });
      expect(await catalogue.take("w-lease", "archive", lease("a", now + 10), { now })).toBeUndefined();
      expect(await catalogue.take("w-lease", "archive", lease("b", now + 10), { now })).toEqual(lease("a", now + 10));
      expect(await catalogue.take("w-lease", "restore", lease("b", now + 10), { now })).toBeUndefined();
      expect(await catalogue.renew("w-lease", "archive", lease("a", now + 20))).toBe(true);
      expect(await catalogue.renew("w-lease", "archive", lease("b", now + 20))).toBe(false);
      const dead = { id: "a", host: "h", pid: 1 };
      expect(await catalogue.take("w-lease", "archive", lease("b", now + 30), { now, dead })).toBeUndefined();
      await catalogue.drop("w-lease", "archive", "a");
      expect(await catalogue.lease("w-lease", "archive")).toEqual(lease("b", now + 30));
      expect(await catalogue.take("w-lease", "archive", lease("c", now + 99), { now: now + 50 })).toBeUndefined();
    });
  });

  describe("snapshots", () => {
    test("change state only from the state they are in, and are found by their ID alone", async () => {
      const { catalogue, ids } = place.data;
      const entry = snapshotEntry(ids.next(), ids.momentOf);
      expect(await catalogue.addSnapshot(entry)).toBe(true);
      expect(await catalogue.snapshot(entry.snapshotId)).toEqual(entry);
      expect(await catalogue.changeSnapshot(entry, "COMPLETE", { held: true })).toBe(false);
      expect(await catalogue.changeSnapshot(entry, "CREATING", { state: "COMPLETE", bytes: 7 })).toBe(true);
      expect(await catalogue.changeSnapshot(entry, "CREATING", { state: "COMPLETE", bytes: 7 })).toBe(true);
      expect(await catalogue.snapshots("w-snap")).toEqual([{ ...entry, state: "COMPLETE", bytes: 7 }]);
      expect(await catalogue.snapshot(ids.next())).toBeUndefined();
      expect(await catalogue.snapshot("no-ulid")).toBeUndefined();
    });

    test("keep checkpoints until they are removed", async () => {
      const { catalogue, ids } = place.data;
      const entry = snapshotEntry(ids.next(), ids.momentOf);
      await catalogue.addSnapshot(entry);
      const checkpoint: Checkpoint = { part: "memories", partition: "#a-1#0", chunks: [], newBytes: 3 };
      await catalogue.addCheckpoint(entry, checkpoint);
      await catalogue.removeLeftCheckpoints(entry.worldId);
      expect(await catalogue.checkpoints(entry)).toEqual([checkpoint]);
      await catalogue.changeSnapshot(entry, "CREATING", { state: "COMPLETE" });
      await catalogue.removeLeftCheckpoints(entry.worldId);
      expect(await catalogue.checkpoints(entry)).toEqual([]);
      await catalogue.addCheckpoint(entry, checkpoint);
      await catalogue.removeSnapshot(entry);
      expect(await catalogue.checkpoints(entry)).toEqual([]);
      expect(await catalogue.snapshots("w-snap")).not.toContainEqual(entry);
    });
  });

  describe("rows", () => {
    const memory = (seq: number): Item => ({
      "g#agentId#bucket": { S: "w@1#a#0" },
      seq: { S: String(seq).padStart(12, "0") },
      "g#agentId": { S: "w@1#a" },
      "importance#seq": { S: "05" },
      embedding: { B: Buffer.alloc(4_096, seq % 251).toString("base64") },
      weight: { N: "1234567890123456789012345678901234567.8" },
    });

    test("come back as they went, in pages of a megabyte, between two keys", async () => {
      const rows = place.data.rows();
      const items = Array.from({ length: 300 }, (_, index) => memory(index));
      await rows.put("MemoryStreams", items);
      const query = { table: "MemoryStreams", partition: "w@1#a#0" } as const;
      const first = await rows.page(query);
      expect(first.next).toBeDefined();
      const second = await rows.page({ ...query, after: first.next });
      expect([...first.items, ...second.items]).toEqual(items);
      const part = await rows.page({ ...query, after: "000000000009", through: "000000000012" });
      expect(part.items).toEqual(items.slice(10, 13));
      const keys = items.map((_, index) => ({ pk: "w@1#a#0", sk: String(index).padStart(12, "0") }));
      await rows.remove("MemoryStreams", keys);
      expect((await rows.page(query)).items).toEqual([]);
    });

    test("that are too great are refused before anything is sent", async () => {
      const item = { ...memory(1), embedding: { B: Buffer.alloc(410_000).toString("base64") } };
      await expect(place.data.rows().put("MemoryStreams", [memory(0), item])).rejects.toThrow(
        /410\d+ bytes.*w@1#a#0 000000000001/,
      );
      expect((await place.data.rows().page({ table: "MemoryStreams", partition: "w@1#a#0" })).items).toEqual([]);
    });
  });

  describe("the archive", () => {
    test("writes once, and says what is there", async () => {
      const archive = await place.data.archive();
      const packer = place.data.codec.packer("gzip");
      await packer.add(['{"Item":{}}']);
      const chunk = await packer.end();
      const put = () => archive.putChunk("w-arch", chunk, chunk.body, chunk.storedSha256);
      const stored = { storedSha256: chunk.storedSha256, storedBytes: chunk.body.length };
      expect(await put()).toEqual({ ...stored, isNew: true });
      expect(await put()).toEqual({ ...stored, isNew: false });
      expect(await archive.chunk("w-arch", chunk)).toEqual(new Uint8Array(chunk.body));
      expect(await place.data.codec.unpack("gzip", await archive.chunk("w-arch", chunk), 99)).toBe('{"Item":{}}\n');
      await expect(place.data.codec.unpack("gzip", chunk.body, 3)).rejects.toMatchObject({ code: "unverified" });
      const sums = () => archive.sums("w-arch", [chunk], new AbortController().signal);
      expect(await sums()).toEqual(new Map([[`${chunk.sha256}.gzip`, stored]]));
      const id = place.data.ids.next();
      expect(await archive.putManifest("w-arch", id, "{}")).toBe(true);
      expect(await archive.putManifest("w-arch", id, "{ }")).toBe(false);
      expect(await archive.manifest("w-arch", id)).toBe("{}");
      expect(await archive.manifests("w-arch")).toEqual([id]);
      expect(await archive.worlds()).toContain("w-arch");
      const listed = [];
      for await (const page of archive.chunks("w-arch")) listed.push(...page);
      expect(listed).toMatchObject([{ sha256: chunk.sha256, codec: "gzip", storedBytes: chunk.body.length }]);
      await archive.removeChunks("w-arch", [chunk]);
      expect((await sums()).size).toBe(0);
      await expect(archive.chunk("w-arch", chunk)).rejects.toMatchObject({ code: "notFound" });
    });

    const chunkOf = async (lines: readonly string[]) => {
      const packer = place.data.codec.packer("gzip");
      await packer.add(lines);
      return packer.end();
    };
    /** Writes over a chunk beside the archive, as somebody else would. */
    const overwrite = async (worldId: string, chunk: ChunkName, Body: Uint8Array) => {
      const client = await place.clients.s3();
      await client.putObject({
        Bucket: bucketName(place.environment, "snapshots", place.account, place.clients.region),
        Key: archiveKeys(place.environment).chunk(worldId, chunk),
        Body,
      });
    };

    test.each([
      { what: "cut off", damage: (body: Uint8Array) => body.subarray(0, -9) },
      {
        what: "changed in one bit",
        damage: (body: Uint8Array) => body.map((byte, at) => (at === 15 ? byte ^ 4 : byte)),
      },
      { what: "other rows", damage: () => gzipSync('{"Item":{"other":{"NULL":true}}}\n') },
      { what: "empty", damage: () => new Uint8Array() },
      { what: "a bomb", damage: () => gzipSync(Buffer.alloc(33 * 1_048_576)) },
    ])("replaces a chunk whose object is $what", async ({ what, damage }) => {
      const worldId = `w-${what.replaceAll(" ", "-")}`;
      const archive = await place.data.archive();
      const chunk = await chunkOf([`{"Item":{"text":{"S":"${what}"}}}`]);
      const put = () => archive.putChunk(worldId, chunk, chunk.body, chunk.storedSha256);
      await put();
      await overwrite(worldId, chunk, damage(chunk.body));
      const stored = { storedSha256: chunk.storedSha256, storedBytes: chunk.body.length };
      expect(await put()).toEqual({ ...stored, isNew: true });
      expect(Buffer.compare(await archive.chunk(worldId, chunk), chunk.body)).toBe(0);
      expect(await put()).toEqual({ ...stored, isNew: false });
    });

    test("keeps a chunk that another zlib has packed, with its own sum and size", async () => {
      const archive = await place.data.archive();
      const chunk = await chunkOf(Array.from({ length: 400 }, (_, row) => `{"Item":{"row":{"N":"${row % 7}"}}}`));
      const text = await place.data.codec.unpack("gzip", chunk.body, chunk.bytes);
      const other = gzipSync(text, { level: 9, memLevel: 1 });
      expect(other.length).not.toBe(chunk.body.length);
      await overwrite("w-zlib", chunk, other);
      expect(await archive.putChunk("w-zlib", chunk, chunk.body, chunk.storedSha256)).toEqual({
        isNew: false,
        storedSha256: place.data.codec.sha256(other),
        storedBytes: other.length,
      });
      expect(Buffer.compare(await archive.chunk("w-zlib", chunk), other)).toBe(0);
    });

    test("of writers that find the same damage at once one replaces it", async () => {
      const archive = await place.data.archive();
      const chunk = await chunkOf(['{"Item":{"met":{"BOOL":true}}}']);
      await overwrite("w-met", chunk, Buffer.from("damaged"));
      const puts = await Promise.all(
        Array.from({ length: 4 }, () => archive.putChunk("w-met", chunk, chunk.body, chunk.storedSha256)),
      );
      expect(puts.filter(({ isNew }) => isNew)).toHaveLength(1);
      expect(new Set(puts.map(({ storedSha256 }) => storedSha256))).toEqual(new Set([chunk.storedSha256]));
    });
  });
});
