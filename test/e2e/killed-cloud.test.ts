import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chance } from "../../src/local/chance.ts";
import { stackParts } from "../../src/model/graph.ts";
import { workplace, type Workplace } from "./gworld.ts";

/** A proof of minutes, run when it is asked for; test/local/killed-deploys.test.ts kills as well, and is quick. */
const rounds = Number(process.env["GWORLD_PROOF_ROUNDS"] ?? 0);
const seed = Number(process.env["GWORLD_PROOF_SEED"] ?? 1);
const local = ["--env", "local", "--yes"];

describe.skipIf(rounds === 0)("a local cloud that is killed while gworld deploys (GWORLD_PROOF_ROUNDS)", () => {
  let place: Workplace;
  beforeAll(async () => {
    place = await workplace();
  });
  afterAll(() => place.remove());

  test(`${rounds} kills, and each time the next deploy converges`, { timeout: rounds * 120_000 }, async () => {
    await place.json(["deploy", ...local]);
    for (let round = 1; round <= rounds; round++) {
      if (round % 5 === 0) await place.json(["destroy", ...local, "--with-data"]);
      const memory = round % 2 === 0 ? 1024 : 2048;
      await writeFile(
        join(place.dir, "gworld.yaml"),
        `environments:\n  local:\n    services:\n      agent-runtime:\n        memory: ${memory}\n`,
      );
      const { pid } = await status(place);
      const running = place.start(["deploy", ...local]);
      const ended = new Promise((done) => running.once("exit", done));
      await pause(chance(seed, round) * 10_000);
      if (pid !== 0) process.kill(pid, "SIGKILL");
      running.kill("SIGKILL");
      await ended;
      await place.json(["deploy", ...local]);
      expect(await place.json(["status", "--env", "local"])).toMatchObject({
        stacks: stackParts.map((part) => ({
          name: `gworld-local-${part}`,
          status: expect.stringMatching(/^(?:CREATE|UPDATE)_COMPLETE$/),
        })),
      });
    }
  });
});

async function status(place: Workplace): Promise<{ pid: number }> {
  const { stdout } = await place.run(["local", "status", "--json"]);
  const found: { pid?: number } = JSON.parse(stdout);
  return { pid: found.pid ?? 0 };
}
