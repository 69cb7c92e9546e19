import { describe, expect, test } from "vitest";
import { lineForm, type FormFlags } from "../../src/model/log-form.ts";
import { lineFormat } from "../../src/model/log-format.ts";
import { checkView, contextSpan, type ViewFlags } from "../../src/model/log-view.ts";

const plain: ViewFlags = {
  follow: false,
  live: false,
  untilStable: false,
  json: false,
  raw: false,
  expand: false,
  errors: false,
  histogram: false,
  force: false,
};
const form: FormFlags = { utc: true, noPrefix: false, raw: false, expand: false };

test.each<Partial<ViewFlags>>([
  { raw: true, json: true },
  { raw: true, format: "{line}" },
  { json: true, format: "{line}" },
  { expand: true, raw: true },
  { expand: true, json: true },
  { fields: "a", json: true },
  { fields: "a", format: "{line}" },
  { errors: true, histogram: true },
  { errors: true, follow: true },
  { histogram: true, follow: true },
  { errors: true, tail: 3 },
  { histogram: true, save: "x" },
  { errors: true, context: 0 },
])("%j do not go together", (flags) => {
  expect(() => checkView({ ...plain, ...flags })).toThrow("do not go together");
});

test("--force alone replaces nothing, and says so", () => {
  expect(() => checkView({ ...plain, force: true })).toThrow("there is none");
  expect(() => checkView({ ...plain, force: true, save: "x" })).not.toThrow();
});

test.each<Partial<ViewFlags>>([
  { expand: true, fields: "a" },
  { errors: true, json: true },
  { raw: true, follow: true, save: "x", context: 2 },
])("%j go together", (flags) => {
  expect(() => checkView({ ...plain, ...flags })).not.toThrow();
});

test.each([
  { flags: {}, span: undefined },
  { flags: { context: 3 }, span: { before: 3, after: 3 } },
  { flags: { context: 3, after: 0 }, span: { before: 3, after: 0 } },
  { flags: { before: 2 }, span: { before: 2, after: 0 } },
])("$flags asks for $span", ({ flags, span }) => {
  expect(contextSpan({ ...plain, ...flags }, true)).toEqual(span);
});

test("neighbours of nothing are a mistake", () => {
  expect(() => contextSpan({ ...plain, context: 1 }, false)).toThrow("There is no filter");
});

test.each([
  { typed: "latencyMs", names: ["latencyMs"], paths: [["latencyMs"]] },
  { typed: "b.c, fields.a ,tags[0]", names: ["b.c", "a", "tags[0]"], paths: [["b", "c"], ["a"], ["tags", 0]] },
  { typed: `fields["odd, key"],x`, names: [`fields["odd, key"]`, "x"], paths: [["odd, key"], ["x"]] },
])("--fields $typed", ({ typed, names, paths }) => {
  const { fields = [] } = lineForm({ ...form, fields: typed }, false);
  expect(fields.map(({ name }) => name)).toEqual(names);
  expect(fields.map(({ path }) => path)).toEqual(paths);
});

test.each(["", ",", "a b", "a..b", "[0]"])("--fields '%s' names no field", (fields) => {
  expect(() => lineForm({ ...form, fields }, false)).toThrow("names no field");
});

describe("a template", () => {
  test("is texts and names, with escapes and doubled braces", () => {
    expect(lineFormat(String.raw`{time}\t{{{ service }}}\n{fields.a[0].b}\\{world}`)).toEqual([
      { kind: "part", name: "time" },
      { kind: "text", text: "\t" },
      { kind: "text", text: "{" },
      { kind: "part", name: "service" },
      { kind: "text", text: "}" },
      { kind: "text", text: "\n" },
      { kind: "field", paths: [["a", 0, "b"]] },
      { kind: "text", text: "\\" },
      { kind: "field", paths: [["worldId"], ["world_id"], ["world"], ["world", "id"]] },
    ]);
  });

  test.each([
    { template: "{time} {mesage}", column: 8, hint: "Did you mean {message}? A field of the line is {fields.mesage}." },
    { template: "{latencyMs}", column: 1, hint: "A field of the line is {fields.latencyMs}." },
    { template: "{fields.}", column: 1, hint: "Did you mean {fields}?" },
    { template: "{}", column: 1, hint: "There are time, timestamp" },
    { template: "a {time", column: 2, hint: "write {{" },
    { template: "{time}} x", column: 6, hint: "write }}" },
    { template: String.raw`{time}\q`, column: 6, hint: String.raw`\n, \t and \\` },
    { template: "{time}\\", column: 6, hint: String.raw`\n, \t and \\` },
    { template: "time", column: 0, hint: "Put names in braces" },
    { template: "", column: 0, hint: "Put names in braces" },
  ])("$template is wrong at column $column", ({ template, column, hint }) => {
    const caret = new RegExp(String.raw`\n {2} {${column}}\^$`);
    expect(() => lineFormat(template)).toThrow(
      expect.objectContaining({
        code: "usage",
        message: expect.stringMatching(caret),
        hint: expect.stringContaining(hint),
      }),
    );
  });
});
