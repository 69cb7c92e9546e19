import { afterEach, expect, test } from "vitest";
import { objectStore } from "../../src/aws/object-store.ts";
import { bucketName } from "../../src/model/names.ts";
import { worldPlace } from "../worlds/place.ts";

const place = await worldPlace();
const bucket = bucketName(place.environment, "snapshots", place.account, place.clients.region);
const store = objectStore(place.clients, { bucket });
const body = Buffer.alloc(200_000, "a line of a chunk\n");
await store.putOnce("chunk", body);

afterEach(() => place.fault({ clear: "true" }));

test("a body that breaks off is read anew, and is whole in the end", async () => {
  await place.fault({ service: "s3", operation: "GetObject", cut: "half", times: 3 });
  expect(Buffer.from((await store.read("chunk")) ?? []).equals(body)).toBe(true);
});

test("one that breaks off each time is told as AWS that is not reached", async () => {
  await place.fault({ service: "s3", operation: "GetObject", cut: "half" });
  await expect(store.read("chunk")).rejects.toMatchObject({ failure: "unreachable" });
});
