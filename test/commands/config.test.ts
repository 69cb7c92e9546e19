import { expect, test } from "vitest";
import { parseArguments } from "../../src/cli/parse.ts";
import { configGet } from "../../src/commands/config-get.ts";
import { configSchema } from "../../src/commands/config-schema.ts";
import { configShow } from "../../src/commands/config-show.ts";
import { configValidate } from "../../src/commands/config-validate.ts";
import { devConfig, fakeContext } from "../fakes/context.ts";

const configText = "defaults:\n  budget: 7\n";
const config = { ...devConfig, budget: 7 };

test.each([
  { key: "budget", text: "7\n" },
  { key: "region", text: "us-east-1\n" },
  { key: "network.endpoints", text: "[]\n" },
  { key: "services.agent-runtime.cpu", text: "256\n" },
  { key: "logs", text: '{"retentionDays":7}\n' },
])("get $key prints it bare", async ({ key, text }) => {
  const { context, io } = fakeContext({ config });
  await configGet.run(parseArguments(configGet, [key]), context);
  expect(io.stdout()).toBe(text);
});

test.each([
  { key: "bugdet", hint: "Did you mean budget?" },
  { key: "services.agent-runtme.cpu", hint: "Did you mean agent-runtime?" },
  { key: "budget.usd", hint: "budget is a single value." },
  { key: "constructor", hint: expect.stringContaining("There are:") },
  { key: "account", hint: expect.any(String) },
])("get $key is not found: $hint", async ({ key, hint }) => {
  const { context } = fakeContext({ config });
  await expect(configGet.run(parseArguments(configGet, [key]), context)).rejects.toMatchObject({
    code: "notFound",
    hint,
  });
});

test("show tells where each value comes from", async () => {
  const { context, io } = fakeContext({ config, configText });
  await configShow.run(parseArguments(configShow, []), context);
  expect(io.stdout()).toMatch(/^budget +7 +gworld\.yaml:2 \(defaults\)$/m);
  expect(io.stdout()).toMatch(/^waf +false +preset dev$/m);
  expect(io.results).toEqual([
    expect.objectContaining({ environment: "dev", preset: "dev", file: "gworld.yaml", config }),
  ]);
});

test("validate says what there is, with and without a file", async () => {
  const without = fakeContext();
  await configValidate.run(parseArguments(configValidate, []), without.context);
  expect(without.io.stdout()).toContain("There is no gworld.yaml");
  const { context, io } = fakeContext({ configText });
  await configValidate.run(parseArguments(configValidate, []), context);
  expect(io.results).toEqual([{ file: "gworld.yaml", valid: true, environments: ["local", "dev", "staging", "prod"] }]);
});

test("schema prints a document that is JSON in both formats", async () => {
  for (const json of [false, true]) {
    const { context, io } = fakeContext({ json });
    await configSchema.run(parseArguments(configSchema, []), context);
    expect(JSON.parse(io.stdout())).toMatchObject({ title: "gworld.yaml", properties: { environments: {} } });
  }
});
