import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { validateTemplates } from "../../templates/validate.ts";
import { replaced } from "./checked.ts";
import { fullConfig, synth } from "./synthesized.ts";

const scratch = mkdtempSync(join(tmpdir(), "gworld-validated-"));
afterAll(() => rmSync(scratch, { recursive: true }));

function file(name: string, body: string) {
  const path = join(scratch, `${name}.json`);
  writeFileSync(path, body);
  return { name, region: "us-east-1", path };
}

/** Takes the ARN of a secret, or of the key of secrets, for a password. */
const acknowledged = "W2509";

test("CDK's validator finds nothing in a full production environment, and a wrong size where there is one", () => {
  const stacks = synth(fullConfig("prod"));
  const network = stacks.find(({ part }) => part === "network");
  const path = ["Resources", "Vpc", "Properties", "EnableDnsSupport"];
  const wrong = JSON.stringify(replaced(JSON.parse(network?.body ?? ""), path, "perhaps"));
  const files = [...stacks.map(({ name, body }) => file(name, body)), file("wrong", wrong)];
  const found = validateTemplates(files, ["error", "warning"]).filter(({ rule }) => rule !== acknowledged);
  expect(found).toEqual([
    {
      rule: expect.stringMatching(/^[EF]\d+$/),
      title: expect.any(String),
      stack: "wrong",
      logicalId: "Vpc",
      message: expect.stringContaining("EnableDnsSupport"),
    },
  ]);
}, 180_000);
