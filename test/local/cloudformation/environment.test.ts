import { expect, test } from "vitest";
import { list, text, type JsonObject } from "../../../src/local/json.ts";
import { bootstrap, configOf, environments, fullConfig, synth } from "../../templates/synthesized.ts";
import { cloud, first, refusal, type Cloud, type CloudOptions } from "./stacks.ts";
import { scriptedProvider } from "./scripted-provider.ts";
import type { EnvironmentConfig } from "../../../src/model/environment.ts";

/** Nothing but recorded resources; templates may come by URL, as large ones must. */
function recording() {
  const urls = new Map<string, string>();
  const options: CloudOptions = { provider: scriptedProvider([]), urls, secret: () => "secret-token-of-redis" };
  return { ...cloud(options), urls };
}
type Recording = ReturnType<typeof recording>;

const outputsOf = async ({ call }: Cloud, stack: string) =>
  new Map(
    list(first(await call("DescribeStacks", { StackName: stack }), "Stacks"), "Outputs").map((output) => [
      text(output, "OutputKey") ?? "",
      text(output, "OutputValue") ?? "",
    ]),
  );

/** Creates or updates the stacks of an environment one after the other, each fed by the outputs of those before. */
async function deploy(here: Recording, config: EnvironmentConfig, operation: string): Promise<readonly string[]> {
  const outputs = new Map<string, ReadonlyMap<string, string>>();
  const results: string[] = [];
  for (const stack of synth(config)) {
    const parameters: JsonObject[] = Object.entries(stack.parameters).map(([key, { part, output }]) => ({
      ParameterKey: key,
      ParameterValue: outputs.get(part)?.get(output) ?? "",
    }));
    here.urls.set(`https://templates.local/${stack.name}`, stack.body);
    const input = {
      StackName: stack.name,
      TemplateURL: `https://templates.local/${stack.name}`,
      Parameters: parameters,
      Capabilities: [...stack.capabilities],
    };
    const refused = await refusal(here.call(operation, input));
    if (refused !== "" && refused !== "No updates are to be performed.") throw new Error(`${stack.name}: ${refused}`);
    await here.run(500);
    outputs.set(stack.part, await outputsOf(here, stack.name));
    const status = await here.status(stack.name);
    results.push(
      status.endsWith("COMPLETE") && !status.includes("ROLLBACK") ? status : await trouble(here, stack.name),
    );
  }
  return results;
}

async function trouble(here: Cloud, stack: string) {
  return (await here.events(stack)).filter((event) => event.includes("FAILED")).join("\n");
}

test.each(environments)("every stack of a full %s environment is recorded from its templates", async (name) => {
  const here = recording();
  const results = await deploy(here, fullConfig(name), "CreateStack");
  expect(results).toEqual(results.map(() => "CREATE_COMPLETE"));
});

test("the bootstrap stack is recorded from its template", async () => {
  const here = recording();
  const { name, body, capabilities } = bootstrap();
  await here.call("CreateStack", { StackName: name, TemplateBody: body, Capabilities: [...capabilities] });
  await here.run(500);
  expect({ status: await here.status(name), trouble: await trouble(here, name) }).toEqual({
    status: "CREATE_COMPLETE",
    trouble: "",
  });
});

test("a changed environment is updated stack by stack, and deleted from the last to the first", async () => {
  const here = recording();
  await deploy(here, configOf("dev"), "CreateStack");
  const results = await deploy(here, fullConfig("dev"), "UpdateStack");
  expect(results.filter((status) => !/^(?:CREATE|UPDATE)_COMPLETE$/.test(status))).toEqual([]);
  expect(results).toContain("UPDATE_COMPLETE");
  for (const { name } of [...synth(fullConfig("dev"))].reverse()) {
    await here.call("DeleteStack", { StackName: name });
    await here.run(500);
  }
  expect(list(await here.call("DescribeStacks"), "Stacks")).toEqual([]);
});
