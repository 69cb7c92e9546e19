import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { format } from "prettier";
import { expect, onTestFinished, test } from "vitest";
import { cloudParts } from "../../src/local/cloud.ts";
import { inventoryOf } from "../../src/local/inventory.ts";
import { fakeGround } from "./fake-ground.ts";

const golden = resolve(import.meta.dirname, "../templates/golden");
const table = resolve(import.meta.dirname, "../../src/output/topics/local-services.ts");

/** Every resource type of gworld's templates, whatever options they were made with. */
const templateTypes = () =>
  new Set(
    readdirSync(golden).flatMap((name) =>
      [...readFileSync(join(golden, name), "utf8").matchAll(/^(?:[-+] )?\S+\/\w+ (AWS::[\w:]+)$/gm)].map(
        ([, type = ""]) => type,
      ),
    ),
  );

/** The words as a template literal of lines that are not too long. */
function literal(words: readonly string[]): string {
  const lines = [""];
  for (const word of words) {
    const line = `${lines.at(-1) ?? ""} ${word}`.trim();
    if (line.length > 110) lines.push(word);
    else lines.splice(-1, 1, line);
  }
  return `\`${lines.join("\n")}\``;
}

test("what gworld's help tells of the local cloud is what its code answers and makes", async () => {
  const parts = cloudParts(fakeGround());
  onTestFinished(async () => {
    for (const part of parts) await part.stop?.();
  });
  const inventory = inventoryOf(parts);
  const real = new Set(inventory.flatMap(({ resources }) => resources));
  const recorded = [...templateTypes()].filter((type) => !real.has(type)).sort();
  const rows = inventory.map(
    ({ service, does, names, operations, resources }) =>
      `{ service: ${JSON.stringify(service)}, does: ${JSON.stringify(does)}, names: ${literal(names)}, operations: ${literal(operations)}, resources: ${literal(resources)} },`,
  );
  const text = [
    "// Made from the code: npx vitest run test/local/inventory.test.ts -u",
    "",
    "/** What each service of the local cloud answers and makes real; words with spaces between. */",
    `export const services = [${rows.join("\n")}] as const;`,
    "",
    "/** Types of gworld's own stacks whose properties are checked and kept, and which do nothing. */",
    `export const recordedTypes = ${literal(recorded)};`,
  ].join("\n");
  const formatted = await format(text, { parser: "typescript", printWidth: 120 });
  await expect(formatted).toMatchFileSnapshot(table);
});

test("a part that answers calls and does not say what it is about is a defect", () => {
  const silent = { scope: "x", protocol: "json-1.1", namespace: "X", operations: { A: () => ({}) } } as const;
  expect(() => inventoryOf([{ services: [silent], resources: [] }])).toThrow("x does not say");
  expect(inventoryOf([{ services: [], resources: [] }])).toEqual([]);
});
