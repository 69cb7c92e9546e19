import { beforeAll, describe, expect, test } from "vitest";
import { dynamoBulkLoad } from "../../src/aws/bulk-load.ts";
import { nodeCodec } from "../../src/main/codec.ts";
import { bucketName } from "../../src/model/names.ts";
import type { BulkLoad, BulkStatus } from "../../src/ports/bulk-load.ts";
import { placeAt, type WorldPlace } from "../worlds/place.ts";
import { contract } from "./endpoints.ts";

const codec = nodeCodec();
async function packed(lines: readonly string[]) {
  const packer = codec.packer("gzip");
  await packer.add(lines);
  return packer.end();
}

const row = (id: string) => JSON.stringify({ Item: { g: { S: "w@1" }, agentId: { S: id } } });

contract("DynamoDB's bulk load", (endpoint, config) => {
  let place: WorldPlace;
  let bulk: BulkLoad;
  beforeAll(async () => {
    place = await placeAt(config().endpoint, endpoint.account);
    const bucket = bucketName("dev", "snapshots", endpoint.account, place.clients.region);
    bulk = dynamoBulkLoad(place.clients, "dev", { bucket, owner: endpoint.account });
  });
  const ended = async (operation: string): Promise<BulkStatus | undefined> => {
    let status = await bulk.status(operation);
    while (status?.state === "loading" || status?.state === "cancelling") status = await bulk.status(operation);
    return status;
  };
  const wish = { restoreId: "R1", table: "Agents", codec: "gzip", maxWriteUnits: 2_000, token: "R1-Agents-1" } as const;

  test.runIf(endpoint.name === "moto")("is told where the endpoint has none, with the way round", async () => {
    await expect(bulk.offered()).rejects.toMatchObject({ hint: expect.stringContaining("--engine client") });
  });

  describe.skipIf(endpoint.name === "moto")("over the whole way (moto has no StartBulkPutItems)", () => {
    test("puts what is staged, and is one load for one token", async () => {
      await bulk.offered();
      await bulk.stage(wish, 0, await packed([row("a")]));
      await bulk.stage(wish, 1, await packed([row("b"), row("c")]));
      const began = Date.now();
      const operation = await bulk.start(wish);
      expect(await ended(operation)).toMatchObject({ state: "loaded", rows: 3, failedRows: 0, reason: undefined });
      expect(await bulk.start(wish)).toBe(operation);
      expect(await bulk.find(wish.token, began)).toBe(operation);
      expect(await bulk.find("other", began)).toBeUndefined();
      const { items } = await place.data.rows().page({ table: "Agents", partition: "w@1" });
      expect(items).toHaveLength(3);
      await bulk.cancel(operation);
      expect(await ended(operation)).toMatchObject({ state: "loaded" });
    });

    test("tells what it could not put, and forgets it with what was staged", async () => {
      const share = { restoreId: "R2", table: "Agents" } as const;
      await bulk.stage(share, 0, await packed([row("d"), JSON.stringify({ Item: { g: { S: "w@1" } } })]));
      const operation = await bulk.start({ ...wish, ...share, token: "R2-Agents-1" });
      expect(await ended(operation)).toMatchObject({ state: "loaded", rows: 2, failedRows: 1 });
      expect(await bulk.report(share, 5)).toEqual([expect.stringContaining("w@1")]);
      expect(bulk.location(share)).toMatch(/^s3:\/\/gworld-dev-snapshots-.*\/dev\/staging\/R2\/Agents\/$/);
      await bulk.clear({ restoreId: "R2" });
      expect(await bulk.report(share, 5)).toEqual([]);
    });

    test("fails without files, and says why", async () => {
      const operation = await bulk.start({ ...wish, restoreId: "R3", token: "R3-Agents-1" });
      expect(await ended(operation)).toMatchObject({ state: "failed", reason: expect.stringContaining("S3NoSuchKey") });
      expect(await bulk.status(operation.replace(/.{8}$/, "00000000"))).toBeUndefined();
    });
  });
});
