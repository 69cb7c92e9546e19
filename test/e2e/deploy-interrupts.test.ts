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
  expect(screen).not.toContain("^C");
  expect(screen).toContain("CloudFormation goes on with gworld-local-network");
  expect(screen).toMatch(again);

  expect(await place.json(["lock", "show", "--env", "local"])).toMatchObject({ state: "FREE" });
  await place.json(["local", "start", "--time-scale", "0.001"]);
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

test("a deploy that is killed is told by the next command, and by its row once somebody has taken over", async () => {
  await place.json(["destroy", "--env", "local", "--yes", "--with-data"]);
  await place.json(["local", "start", "--time-scale", "0.2"]);
  const child = place.start(["deploy", "--env", "local", "--yes", "--json"]);
  const ended = new Promise<unknown>((done) => child.on("exit", (_, signal) => done(signal)));
  let told = "";
  for await (const chunk of child.stderr ?? []) {
    told += String(chunk);
    if (/"kind":"resource".*NatGateway/.test(told) && !child.killed) child.kill("SIGKILL");
  }
  expect(await ended).toBe("SIGKILL");
  const before = Object(await place.json(["history", "--env", "local"])).cutOff;
  const network = { name: "gworld-local-network", action: "create" };
  expect(before).toMatchObject({
    command: "deploy",
    stacks: expect.arrayContaining([expect.objectContaining({ ...network, end: "going" })]),
  });
  await place.json(["local", "start", "--time-scale", "0"]);
  expect(await place.json(["deploy", "--env", "local", "--yes"])).toMatchObject({ result: "deployed" });
  const [last, killed] = Object(await place.json(["history", "--env", "local"])).revisions;
  expect(last).toMatchObject({ result: "deployed" });
  expect(killed).toMatchObject({ result: "interrupted", notBegun: before.notBegun });
  expect(killed.stacks).toContainEqual({ ...network, end: "done", status: "CREATE_COMPLETE" });
  // Which of the two that need no other had been begun, the kill decides; all of the plan is told.
  expect([...killed.stacks.map(({ name }: { name: string }) => name), ...killed.notBegun]).toHaveLength(7);
}, 120_000);

test("Ctrl-C at a destroy offers no cancelling, and names what goes on being deleted", async () => {
  await place.json(["local", "start", "--time-scale", "0.2"]);
  const args = ["destroy", "--env", "local", "--yes", "--with-data"];
  const session = onTerminal([bin, ...args], { columns: 200, rows: 40, env: place.env });
  await session.sees(/DELETE_IN_PROGRESS|so far/);
  session.type("\u0003");
  await session.sees(/which cannot be cancelled\. What now\?[^]*k {2}keep watching[^]*d {2}detach: /);
  session.type("d");
  expect(await session.ended).toBe(130);
  const screen = await session.screen();
  expect(screen).toMatch(/CloudFormation goes on deleting gworld-local-\w+/);
  expect(screen).toContain("gworld destroy --env local --with-data");
  await place.json(["local", "start", "--time-scale", "0"]);
}, 120_000);
