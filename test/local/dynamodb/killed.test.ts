import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { GetItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundle } from "../bundle.ts";
import { folder, serve } from "./serve.ts";

const program = mkdtempSync(join(tmpdir(), "gworld-dynamodb-"));
let entry = "";

beforeAll(async () => {
  symlinkSync(resolve(import.meta.dirname, "../../../node_modules"), join(program, "node_modules"));
  entry = await bundle("test/local/dynamodb/transacting.ts", join(program, "bundle"));
});

afterAll(() => rmSync(program, { recursive: true, force: true }));

test.each([1, 17, 40])(
  "killed after %i transactions, every one is whole and none that was told is lost",
  async (times) => {
    const data = folder();
    const child = spawn(process.execPath, [entry, data], { stdio: ["ignore", "pipe", "inherit"] });
    let told = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      told = Number(line);
      if (told >= times) child.kill("SIGKILL");
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    const { db } = await serve({ dir: data });
    const counts = await Promise.all(
      ["left", "right"].map(async (p) => {
        const { Item } = await db.send(new GetItemCommand({ TableName: "counters", Key: { p: { S: p } } }));
        return Item?.["n"]?.N;
      }),
    );
    expect(counts[0]).toBe(counts[1]);
    expect(Number(counts[0])).toBeGreaterThanOrEqual(told);
    const { Items } = await db.send(
      new QueryCommand({
        TableName: "counters",
        IndexName: "byCount",
        KeyConditionExpression: "n = :n",
        ExpressionAttributeValues: { ":n": { N: counts[0] ?? "" } },
      }),
    );
    expect(Items).toHaveLength(2);
  },
);
