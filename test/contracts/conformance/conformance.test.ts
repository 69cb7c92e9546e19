import { afterAll, describe, expect, test } from "vitest";
import { declareOn, endpoints } from "../endpoints.ts";
import type { Case } from "./case.ts";
import { cases } from "./cases.ts";
import { givenEndpoint } from "./given.ts";
import { statuses } from "./transitions.ts";
import { world, type World, type WorldConfig } from "./world.ts";

/** What an endpoint answers to calls it does not have. */
const lacking = /^(?:UnsupportedOperation|NotImplemented\w*|UnknownOperation\w*|InvalidAction|501)$/;

test("there are enough cases, each with a name of its own and a source", () => {
  expect(cases.length).toBeGreaterThanOrEqual(150);
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  expect(cases.filter(({ source }) => source === "")).toEqual([]);
});

const given = givenEndpoint();
for (const config of [given ?? []].flat())
  describe("conformance of the given endpoint", () => {
    suite("given", () => config);
  });
for (const endpoint of given ? [] : endpoints()) {
  const { name, missing } = endpoint;
  describe.skipIf(missing !== undefined)(`conformance of ${name}${missing === undefined ? "" : `: ${missing}`}`, () => {
    declareOn(endpoint, (_, config) => suite(name, config));
  });
}

function suite(name: "local" | "moto" | "given", config: () => WorldConfig) {
  let made: World | undefined;
  const run = () => (made ??= world(config(), `conf${Date.now().toString(36)}`));
  afterAll(() => made?.destroy());
  const chosen = name === "moto" ? cases.filter(({ moto }) => moto) : cases;
  for (const one of chosen)
    test.skipIf(one.needs === "faults" && name !== "local")(`${one.name} (${one.source})`, async (context) => {
      const found = await answerOf(one, run()).catch((error: unknown) => {
        if (name === "local" || !(error instanceof Error) || !lacking.test(error.name)) throw error;
        return context.skip(`${name} has no such call: ${error.message}`);
      });
      expect(found).toEqual(one.expected);
    });
  test.runIf(name === "local")("every status a stack can have was reached, and by AWS's own ways", async () => {
    const { seen, illegal } = await run().looked();
    expect(illegal).toEqual([]);
    expect(new Set(seen)).toEqual(new Set(statuses));
    expect(statuses).toHaveLength(23);
  });
}

const answerOf = async ({ script }: Case, on: World) => script(on);
