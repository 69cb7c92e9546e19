import { expect, test } from "vitest";
import { readManifest } from "../../../src/operations/snapshot-import/manifest.ts";

async function* fileOf(text: string) {
  const bytes = new TextEncoder().encode(text);
  yield { name: "manifest.json", size: bytes.length, read: async () => bytes };
}

test.each([
  { text: "{", says: "The manifest is damaged: it is not JSON. Nothing was imported." },
  { text: "{}", says: "The manifest is damaged: its formatVersion is missing or wrong. Nothing was imported." },
])("a bad manifest in a file is told in words, with what helps a file: $text", async ({ text, says }) => {
  await expect(readManifest(fileOf(text), { supports: () => true })).rejects.toMatchObject({
    code: "unverified",
    message: says,
    hint: expect.stringContaining("Fetch it again"),
  });
});
