import { afterAll, beforeAll, expect, test } from "vitest";
import { onTerminal } from "../fakes/terminal.ts";
import { bin, workplace, type Workplace } from "./gworld.ts";

let place: Workplace;
beforeAll(async () => {
  place = await workplace();
});
afterAll(() => place.remove());

const again = /gworld deploy --env local follows what goes on/;

test("Ctrl-C asks, k goes on, a second Ctrl-C detaches, and the next deploy takes up what goes on", async () => {
  // The NAT gateway alone takes seconds then, so that there is something to interrupt.
  await place.json(["local", "start", "--time-scale", "0.2"]);
  const session = onTerminal([bin, "deploy", "--env", "local", "--yes"], { columns: 100, rows: 40, env: place.env });
  await session.sees(/so far, about .* waiting for network\/Nat/);
  session.type("\u0003");
  await session.sees(/What now\?[^]*k {2}keep watching[^]*d {2}detach: [^]*c {2}cancel/);
  session.type("k");
  await session.sees(/(?<!What now\?[^]*)so far, about (?![^]*What now\?)/);
  session.type("\u0003");
  await session.sees(/What now\?/);
  session.type("\u0003");
  expect(await session.ended).toBe(130);
  const screen = await session.screen();
  expect(screen).not.toContain("What now?");
  expect(screen).toContain("CloudFormation goes on with gworld-local-network");
  expect(screen).toMatch(again);

  expect(await place.json(["lock", "show", "--env", "local"])).toMatchObject({ state: "FREE" });
  await place.json(["local", "start", "--time-scale", "0"]);
  const taken = await place.run(["deploy", "--env", "local", "--yes", "--json"]);
  expect(taken.code).toBe(0);
  expect(JSON.parse(taken.stdout)).toMatchObject({ result: "deployed", revision: 2 });
  expect(taken.stderr).toContain('"stack":"gworld-local-network","status":"CREATE_COMPLETE"');
  expect(taken.stderr).toContain('"kind":"eta"');
}, 120_000);

test("without a terminal nobody is asked: SIGINT detaches", async () => {
  await place.json(["destroy", "--env", "local", "--yes", "--with-data"]);
  await place.json(["local", "start", "--time-scale", "0.2"]);
  const child = place.start(["deploy", "--env", "local", "--yes", "--json"]);
  let told = "";
  const ended = new Promise<number | null>((done) => child.on("exit", done));
  for await (const chunk of child.stderr ?? []) {
    told += String(chunk);
    if (told.includes("AWS::EC2::NatGateway") && !child.killed) child.kill("SIGINT");
  }
  expect(await ended).toBe(130);
  expect(told).toContain("CloudFormation goes on with gworld-local-network");
}, 120_000);
