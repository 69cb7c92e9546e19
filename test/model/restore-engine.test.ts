import { expect, test } from "vitest";
import { noteOf, noteText, withNote, withNotesOver } from "../../src/model/restore/bulk-note.ts";
import { reportLine } from "../../src/model/restore/bulk-report.ts";
import { bulkFrom, engineOf } from "../../src/model/restore/engine.ts";
import { restoreCommand, restoreRequest } from "../../src/model/restore/request.ts";

const small = { begun: undefined, bytes: 1_000, maxWriteUnits: undefined };
const great = { ...small, bytes: bulkFrom + 1 };

test.each([
  { what: "a small world", asked: undefined, found: small, engine: "client" },
  { what: "exactly 5 GB", asked: undefined, found: { ...small, bytes: bulkFrom }, engine: "client" },
  { what: "a very large world", asked: undefined, found: great, engine: "aws" },
  {
    what: "a limit below what a bulk load takes",
    asked: undefined,
    found: { ...great, maxWriteUnits: 500 },
    engine: "client",
  },
  { what: "one that has begun otherwise", asked: undefined, found: { ...great, begun: "client" }, engine: "client" },
  { what: "whatever is asked for", asked: "aws", found: { ...small, begun: "client" }, engine: "aws" },
] as const)("the engine for $what: $engine", ({ asked, found, engine }) => {
  expect(engineOf(asked, found).name).toBe(engine);
});

const typed = {
  id: "S",
  as: undefined,
  undo: false,
  abort: false,
  from: undefined,
  ttl: undefined,
  allowFuzzy: false,
  only: [],
};

test("a bulk load is not asked to be slower than it can be, and goes with no drop", () => {
  expect(() => restoreRequest({ ...typed, engine: "aws", maxWcu: 1_023 })).toThrow(/at least 1024/);
  expect(restoreRequest({ ...typed, engine: "aws", maxWcu: 1_024 }).engine).toBe("aws");
  expect(restoreRequest({ ...typed, engine: "client", maxWcu: 5 }).engine).toBe("client");
  expect(() => restoreRequest({ ...typed, abort: true, engine: "aws" })).toThrow(/--engine says nothing/);
  expect(restoreCommand("dev", restoreRequest({ ...typed, engine: "aws" }))).toBe(
    "gworld restore S -e dev --engine aws",
  );
  expect(restoreCommand("dev", restoreRequest({ ...typed, maxWcu: 2_000 }), 2_000)).toBe(
    "gworld restore S -e dev --max-wcu 2000",
  );
});

test("a note of a bulk load is read as it was written", () => {
  const asked = {
    step: "asked",
    attempt: 2,
    codec: "zstd",
    maxWriteUnits: 2_048,
    operation: undefined,
    rows: 9,
  } as const;
  const started = { ...asked, step: "started", maxWriteUnits: undefined, operation: "arn:aws:dynamodb:x" } as const;
  expect(noteText(asked)).toBe("asked 2 zstd 2048 - 9");
  const options = withNote(withNote({ ttl: "keep" }, "Events", asked), "Agents", started);
  expect(noteOf(options, "Events")).toEqual(asked);
  expect(noteOf(options, "Agents")).toEqual(started);
  expect(noteOf(options, "WorldObjects")).toBeUndefined();
  expect(noteOf({ "bulk.Events": "asked 2 zstd 2048 -" }, "Events")).toEqual({ ...asked, rows: undefined });
});

test("loads that were ended are asked for under other tokens, however often they are ended", () => {
  const options = { ttl: "keep", "bulk.Events": "started 2 gzip - arn:aws:dynamodb:x 9" };
  const over = { ttl: "keep", "bulk.Events": "over 3 gzip - - -" };
  expect(withNotesOver(options)).toEqual(over);
  expect(withNotesOver(over)).toEqual(over);
});

test.each([
  {
    line: '{"ErrorMessage":"Too \\"long\\"","Item":{"agentId":{"S":"a-1"},"g":{"S":"w@2"}}}',
    told: 'w@2 a-1: Too \\"long\\"',
  },
  {
    line: '{"errorMessages":["Item size has exceeded"],"record":{"g": {"S": "w@2"}}}',
    told: "w@2: Item size has exceeded",
  },
  { line: "something else altogether", told: "something else altogether" },
  { line: "x".repeat(500), told: "x".repeat(200) },
])("of a report only the key and the reason are told: $told", ({ line, told }) => {
  expect(reportLine("Agents", line)).toBe(told);
});
