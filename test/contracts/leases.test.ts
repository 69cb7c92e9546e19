import { beforeAll, expect, test } from "vitest";
import { tableName } from "../../src/model/names.ts";
import { placeAt, type WorldPlace } from "../worlds/place.ts";
import { contract } from "./endpoints.ts";

const now = 1_790_000_000_000;

contract("leases of other versions", ({ account }, config) => {
  let place: WorldPlace;
  beforeAll(async () => {
    place = await placeAt(config().endpoint, account);
  });

  test("a lease that another gworld has written stands until it ends", async () => {
    const { catalogue } = place.data;
    const client = await place.clients.dynamoDb();
    const put = (row: Readonly<Record<string, { S: string } | { N: string }>>) =>
      client.putItem({
        TableName: tableName(place.environment, "Snapshots"),
        Item: { worldId: { S: "w-newer" }, entry: { S: "LEASE#archive" }, ...row },
      });
    const mine = { holder: { id: "mine", host: "h", pid: 1 }, until: now + 9_000, doing: "test" };
    const take = (at = now) => catalogue.take("w-newer", "archive", mine, { now: at });
    await put({ owner: { S: "somebody" }, expiresAt: { N: String(now / 1_000 + 60) } });
    expect(await take()).toMatchObject({ until: now + 60_000, holder: { id: "", pid: 0 } });
    expect(await take(now + 61_000)).toBeUndefined();
    await put({ holderId: { S: "far" }, until: { N: String(now + 5) } });
    expect(await take()).toMatchObject({ until: now + 5, holder: { id: "far" } });
    expect(await catalogue.lease("w-newer", "archive")).toMatchObject({ until: now + 5 });
    expect(await take(now + 6)).toBeUndefined();
  });
});
