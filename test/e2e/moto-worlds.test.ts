import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { endpoints, type Endpoint } from "../contracts/endpoints.ts";
import { placeAt } from "../worlds/place.ts";
import { record } from "../worlds/rows.ts";
import { workplace, type Workplace } from "./gworld.ts";

const region = "eu-central-1";
const moto = endpoints().find(({ name }) => name === "moto");
const missing = moto === undefined ? "there is no moto" : moto.missing;

describe.skipIf(missing !== undefined)(
  `the built gworld on moto${missing === undefined ? "" : `: ${missing}`},`,
  () => {
    let place: Workplace;
    let server: Awaited<ReturnType<Endpoint["start"]>> | undefined;
    let env: Readonly<Record<string, string>> = {};
    beforeAll(async () => {
      place = await workplace();
      server = await moto?.start();
      const endpoint = server?.config.endpoint ?? "";
      env = {
        AWS_ENDPOINT_URL: endpoint,
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
        AWS_REGION: region,
      };
      await placeAt(endpoint, moto?.account ?? "");
    });
    afterAll(async () => {
      await place.remove();
      await server?.stop();
    });

    test("brings a world back with the rows it had", async () => {
      const gworld = async (...args: readonly string[]) =>
        record(await place.json([...args, "-e", "dev", "--region", region], env));
      await gworld("worlds", "create", "town", "-y", "--demo", "--agents", "4", "--memories", "5", "--dimensions", "8");
      const taken = await gworld("snapshot", "create", "town");
      expect(taken).toMatchObject({ state: "COMPLETE", consistency: "tick", items: { agents: 4, memories: 20 } });
      const id = String(taken["snapshotId"]);
      expect(await place.run(["snapshot", "verify", id, "-e", "dev", "--region", region], env)).toMatchObject({
        code: 0,
      });
      await gworld("restore", id, "--as", "copy", "-y");
      expect(await gworld("snapshot", "create", "copy")).toMatchObject({ contentHash: taken["contentHash"] });
    }, 60_000);
  },
);
