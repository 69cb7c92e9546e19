import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { parseArguments } from "../../src/cli/parse.ts";
import { synth } from "../../src/commands/synth.ts";
import type { StackTemplate } from "../../src/model/assembly.ts";
import { stackName, type StackPart } from "../../src/model/graph.ts";
import type { Synth } from "../../src/ports/synth.ts";
import { fakeContext } from "../fakes/context.ts";

const template = (part: StackPart): StackTemplate => ({
  part,
  name: stackName("dev", part),
  region: "us-east-1",
  body: `{"Resources":{"${part}":{"Type":"AWS::X::Y"}}}`,
  digest: "0123456789abcdef",
  parameters: {},
  capabilities: [],
  terminationProtection: false,
});

const port: Synth = {
  digest: (text) => createHash("sha256").update(text).digest("hex"),
  environment: async () => [template("network"), template("edge")],
  bootstrap: () => Promise.reject(new Error("not asked")),
  validate: async () => [],
};

test("tells every template, and writes none by itself", async () => {
  const { context, io, files } = fakeContext({ synth: port });
  await synth.run(parseArguments(synth, []), context);
  expect(files.size).toBe(0);
  expect(io.results).toEqual([
    {
      stacks: ["network", "edge"].map((part) => ({
        name: `gworld-dev-${part}`,
        resources: 1,
        bytes: expect.any(Number),
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      })),
    },
  ]);
});

test("--out writes exactly the bytes whose hash it tells", async () => {
  const { context, io, files } = fakeContext({ synth: port });
  await synth.run(parseArguments(synth, ["--out", "made/"]), context);
  expect([...files.keys()]).toEqual(["made/gworld-dev-network.template.json", "made/gworld-dev-edge.template.json"]);
  expect(io.results).toEqual([
    {
      stacks: [...files].map(([file, text]) =>
        expect.objectContaining({ file, sha256: port.digest(text), bytes: text.length }),
      ),
    },
  ]);
});

test("what the validator finds in a template is told, and nothing is written", async () => {
  const finding = {
    rule: "E3012",
    title: "Give a number",
    stack: "gworld-dev-edge",
    logicalId: "edge",
    message: "no number",
  };
  const validate = async (templates: readonly StackTemplate[]) =>
    templates.some(({ part }) => part === "edge") ? [finding, { ...finding, logicalId: "" }] : [];
  const { context, files } = fakeContext({ synth: { ...port, validate } });
  await expect(synth.run(parseArguments(synth, ["--out", "made"]), context)).rejects.toMatchObject({
    code: "usage",
    message: [
      "The templates of dev break a rule:",
      "  E3012: Give a number",
      "    gworld-dev-edge edge: no number",
      "    gworld-dev-edge: no number",
    ].join("\n"),
    hint: expect.stringContaining("gworld config show --env dev"),
  });
  expect(files.size).toBe(0);
  await synth.run(parseArguments(synth, ["--stack", "network"]), context);
});

test.each(["edge", "gworld-dev-edge"])("--stack %s prints that template for reading", async (name) => {
  const { context, io } = fakeContext({ synth: port });
  await synth.run(parseArguments(synth, ["--stack", name]), context);
  expect(JSON.parse(io.stdout())).toEqual({ Resources: { edge: { Type: "AWS::X::Y" } } });
  expect(io.results).toEqual([{ stacks: [expect.objectContaining({ name: "gworld-dev-edge" })] }]);
});

test("an unknown stack is not found, and the nearest is named", async () => {
  const { context } = fakeContext({ synth: port });
  await expect(synth.run(parseArguments(synth, ["--stack", "egde"]), context)).rejects.toMatchObject({
    code: "notFound",
    hint: "Did you mean edge?",
  });
});
