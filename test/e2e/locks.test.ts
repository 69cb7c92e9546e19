import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { workplace, type Finished, type Workplace } from "./gworld.ts";

let place: Workplace;
beforeAll(async () => {
  place = await workplace();
  await place.json(["bootstrap", "--env", "local", "--yes"]);
});
afterAll(() => place.remove());

const deploy = ["deploy", "--env", "local", "--yes", "--json"];
const lock = async () => place.json(["lock", "show", "--env", "local"]);

test("of two deployments at once one deploys, and the other says who it is", async () => {
  const runs = await Promise.all([place.run(deploy), place.run(deploy)]);
  const codes = runs.map(({ code }) => Number(code)).sort((a, b) => a - b);
  // Whoever comes when the other is done finds nothing to do.
  expect(
    [
      [0, 11],
      [0, 0],
    ].map((each) => each.join()),
  ).toContain(codes.join());
  const results = runs.flatMap(({ code, stdout }): unknown[] => (code === 0 ? [JSON.parse(stdout)] : []));
  expect(results.filter((result) => JSON.stringify(result).includes('"result":"deployed"'))).toHaveLength(1);
  for (const { stderr } of runs.filter(({ code }) => code === 11)) expect(stderr).toContain("is being changed by");
  expect(await place.json(["status", "--env", "local"])).toMatchObject({ lock: null, revision: 1 });
});

test("a deployment that was killed is taken over by the next one, and its lock with it", async () => {
  await place.json(["destroy", "--env", "local", "--with-data", "--yes"]);
  const killed = place.start([...deploy]);
  const ended = once(killed, "exit");
  let text = "";
  for await (const chunk of killed.stderr ?? []) {
    text += String(chunk);
    if (text.includes("CREATE_IN_PROGRESS")) break;
  }
  killed.kill("SIGKILL");
  await ended;
  expect(await lock()).toMatchObject({ state: "HELD", command: "deploy", alive: false });
  const again: Finished = await place.run(deploy);
  expect(again).toMatchObject({ code: 0 });
  expect(JSON.parse(again.stdout)).toMatchObject({ result: "deployed" });
  expect(await lock()).toMatchObject({ state: "FREE" });
});
