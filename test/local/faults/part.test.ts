import { expect, test } from "vitest";
import { faultsPart } from "../../../src/local/faults/part.ts";
import { handClock } from "../fake-ground.ts";
import { ask, folder, form, serving, signedFor } from "../serving.ts";
import type { Part } from "../../../src/local/resource.ts";
import type { ServeOptions } from "../../../src/local/server.ts";

/** A service that counts what was run, behind faults that can be asked for. */
async function faulty(options: Partial<ServeOptions> = {}) {
  const runs: string[] = [];
  const run = (name: string) => () => {
    runs.push(name);
    return { done: name.repeat(100) };
  };
  const counted: Part = {
    services: [
      { scope: "tables", protocol: "json-1.0", namespace: "T", operations: { Read: run("Read"), Write: run("Write") } },
      { scope: "mail", protocol: "query", namespace: "ns", operations: { Send: run("Send") } },
    ],
    resources: [],
  };
  const { endpoint } = await serving((ground) => [faultsPart(ground, counted.services), counted], options);
  const fault = async (spec: object) => {
    const { body } = await ask(`${endpoint}/_gworld/call-faults`, {}, JSON.stringify(spec));
    return body;
  };
  const call = (operation = "Read", headers: Record<string, string> = {}) =>
    ask(endpoint, { ...signedFor("tables"), "x-amz-target": `T.${operation}`, ...headers }, "{}").then(
      ({ status, body }) => `${status} ${/"__type":"(\w+)"/.exec(body)?.[1] ?? "ok"}`,
      (error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : "failed"),
    );
  return { endpoint, runs, fault, call };
}

test("the n-th call of an operation fails, as often as was said", async () => {
  const { fault, call, runs } = await faulty();
  await fault({ service: "tables", operation: "Read", nth: 2, times: 2, code: "InternalServerError", status: 500 });
  const answers = [await call(), await call("Write"), await call(), await call(), await call()];
  expect(answers).toEqual(["200 ok", "200 ok", "500 InternalServerError", "500 InternalServerError", "200 ok"]);
  expect(runs).toEqual(["Read", "Write", "Read"]);
});

test("chance is the same for the same seed, and near what was asked", async () => {
  const run = async (seed: number) => {
    const { fault, call } = await faulty();
    await fault({ probability: 0.3, seed, code: "ThrottlingException" });
    const answers: string[] = [];
    for (let count = 0; count < 60; count++) answers.push(await call());
    return answers;
  };
  const [first, again, other] = [await run(1), await run(1), await run(2)];
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
  const failures = first.filter((answer) => answer !== "200 ok").length;
  expect(failures).toBeGreaterThan(6);
  expect(failures).toBeLessThan(32);
});

test.each([
  { cut: "request", ran: [] },
  { cut: "reset", ran: [] },
  { cut: "response", ran: ["Read"] },
  { cut: "half", ran: ["Read"] },
])("a connection is cut: $cut", async ({ cut, ran }) => {
  const { fault, call, runs } = await faulty();
  await fault({ cut, times: 1 });
  expect(["ECONNRESET", "EPIPE"]).toContain(await call());
  expect(runs).toEqual(ran);
  expect(await call()).toBe("200 ok");
});

test("what comes faster than the bucket fills is throttled", async () => {
  const clock = handClock();
  const { fault, call } = await faulty({ clock });
  await fault({ service: "tables", bucket: { rate: 1, burst: 2 } });
  const burst = [await call(), await call(), await call()];
  await clock.advance(1_000);
  expect([...burst, await call(), await call()]).toEqual([
    "200 ok",
    "200 ok",
    "400 ThrottlingException",
    "200 ok",
    "400 ThrottlingException",
  ]);
});

test("latency lasts as long as was asked", async () => {
  const clock = handClock();
  const { fault, call, runs } = await faulty({ clock });
  await fault({ latency: 5_000, times: 1 });
  const answer = call();
  await expect
    .poll(async () => {
      await clock.advance(2_500);
      return runs;
    })
    .toEqual(["Read"]);
  expect(await answer).toBe("200 ok");
});

test("a clock that is off refuses signatures of the true time, and tells its own", async () => {
  const { fault, call, endpoint } = await faulty();
  const stamp = (offset: number) => ({
    "x-amz-date": new Date(Date.now() + offset).toISOString().replaceAll(/[-:]|\.\d{3}/g, ""),
  });
  await fault({ clockOffset: 3_600_000 });
  expect(await call("Read", stamp(0))).toBe("400 InvalidSignatureException");
  expect(await call("Read", stamp(3_600_000))).toBe("200 ok");
  const { headers, body } = await ask(endpoint, { ...form, ...signedFor("mail"), ...stamp(0) }, "Action=Send");
  expect(body).toContain("<Code>SignatureDoesNotMatch</Code>");
  expect(Math.abs(Date.parse(String(headers["date"])) - Date.now() - 3_600_000)).toBeLessThan(5_000);
});

test("faults are listed with how often they struck, survive a restart and are cleared", async () => {
  const dir = folder();
  const one = await serving((ground) => [faultsPart(ground, [])], { dir });
  await ask(`${one.endpoint}/_gworld/call-faults`, {}, '{"code":"X"}');
  await one.stop();
  const { endpoint } = await serving((ground) => [faultsPart(ground, [])], { dir });
  const list = async (query = "") => JSON.parse((await ask(`${endpoint}/_gworld/call-faults${query}`)).body).faults;
  expect(await list()).toMatchObject([{ code: "X", seen: 0, fired: 0 }]);
  expect(await list("?clear=true")).toEqual([]);
});

test.each([
  { spec: { service: "table", code: "X" }, says: "There is no service table in the local cloud. Did you mean tables?" },
  { spec: { service: "tables", operation: "Raed", code: "X" }, says: "no operation Raed. Did you mean Read?" },
  { spec: { service: "mail", operation: "Read", code: "X" }, says: "The service mail has no operation Read." },
  { spec: { operation: "Forget", code: "X" }, says: "No service of the local cloud has an operation Forget." },
  { spec: { service: "tables", cods: "X" }, says: "A fault has no cods. Did you mean code?" },
  { spec: { service: "tables" }, says: "A fault wants an effect: code, latency, cut, bucket, clockOffset." },
  { spec: { code: "X", probability: 7 }, says: "probability is a number from 0 to 1, not 7." },
  { spec: { code: "X", nth: 0 }, says: "nth is a whole number of at least 1, not 0." },
  { spec: { code: "X", times: "twice" }, says: 'times is a whole number of at least 1, not "twice".' },
  { spec: { code: "X", status: 200 }, says: "status is a whole number from 400 to 599, not 200." },
  { spec: { latency: "abc" }, says: 'latency is a number from 0 to 3600000, not "abc".' },
  { spec: { bucket: 5 }, says: "bucket is an object of rate and burst." },
  { spec: { bucket: { rate: -1 } }, says: "rate is a number of at least 0, not -1." },
  { spec: { bucket: { rat: 1 } }, says: "A bucket has no rat; it has rate and burst." },
])("a fault of what nobody can call is refused: $spec", async ({ spec, says }) => {
  const { endpoint } = await faulty();
  const { status, body } = await ask(`${endpoint}/_gworld/call-faults`, {}, JSON.stringify(spec));
  expect(status).toBe(400);
  expect(JSON.parse(body)).toMatchObject({ code: "ValidationException", message: expect.stringContaining(says) });
  expect(JSON.parse((await ask(`${endpoint}/_gworld/call-faults`)).body)).toEqual({ faults: [] });
});

test("a cut that does not exist is refused", async () => {
  const { fault } = await faulty();
  expect(await fault({ cut: "sideways" })).toContain("ValidationException");
});
