import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { openJournal } from "../../src/local/journal.ts";
import { rowWith } from "../../src/local/row.ts";
import { folder } from "./serving.ts";

interface Row {
  readonly name: string;
  readonly size?: number;
}
const isRow = rowWith<Row>("name");

const path = () => join(folder(), "journal");

test("what was put is there when the journal is opened again, without having been closed", () => {
  const file = path();
  const table = openJournal(file).table("rows", isRow);
  table.put("a", { name: "A", size: 1 });
  table.put("b", { name: "B" });
  table.put("a", { name: "A", size: 2 });
  table.delete("b");
  table.delete("none");
  const again = openJournal(file).table("rows", isRow);
  expect([...again.keys()]).toEqual(["a"]);
  expect(again.values()).toEqual([{ name: "A", size: 2 }]);
  expect(again.get("b")).toBeUndefined();
});

test("whatever is put, deleted and reopened, the table is what a map would be", () => {
  const file = path();
  const step = fc.record({
    kind: fc.constantFrom("put", "delete", "reopen"),
    key: fc.constantFrom("a", "b", "__proto__", "\n", ""),
    name: fc.string({ unit: "grapheme" }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      writeFileSync(file, "");
      const map = new Map<string, Row>();
      let journal = openJournal(file, 64);
      let table = journal.table("rows", isRow);
      for (const { kind, key, name } of steps) {
        if (kind === "put") {
          table.put(key, { name });
          map.set(key, { name });
        } else if (kind === "delete") {
          table.delete(key);
          map.delete(key);
        } else {
          journal.close();
          journal = openJournal(file, 64);
          table = journal.table("rows", isRow);
        }
      }
      expect(new Map(table.keys().map((key) => [key, table.get(key)]))).toEqual(map);
      journal.close();
    }),
  );
});

test.each(["", '["rows","b"', '["rows","b",{"name":"B"', "\u0000\u0000", '{"not":"ours"}'])(
  "a torn last line is as if it had never been written: %j",
  (torn) => {
    const file = path();
    openJournal(file).table("rows", isRow).put("a", { name: "A" });
    appendFileSync(file, torn);
    const table = openJournal(file).table("rows", isRow);
    expect(table.values()).toEqual([{ name: "A" }]);
    table.put("c", { name: "C" });
    expect([...openJournal(file).table("rows", isRow).keys()]).toEqual(["a", "c"]);
  },
);

test("at whatever byte the file ends, what was written before is kept whole", () => {
  const file = path();
  const table = openJournal(file).table("rows", isRow);
  for (const name of ["Ä", "b", "c"]) table.put(name, { name });
  const whole = readFileSync(file);
  for (let length = whole.length; length >= 0; length--) {
    writeFileSync(file, whole);
    truncateSync(file, length);
    const names = openJournal(file).table("rows", isRow).keys();
    expect(["Ä", "b", "c"].slice(0, names.length)).toEqual(names);
  }
});

test("rows of a foreign shape are dropped", () => {
  const file = path();
  writeFileSync(file, '["rows","a",{"name":"A"}]\n["rows","b",{"title":"B"}]\n["rows","c",7]\n');
  expect(openJournal(file).table("rows", isRow).keys()).toEqual(["a"]);
});

test("a whole line that cannot be read is left out, and the file as it was is kept", () => {
  const file = path();
  const damaged = '["rows","a",{"name":"A"}]\n####\n["rows","b",{"name":"B"}]\n';
  writeFileSync(file, damaged);
  expect(openJournal(file).table("rows", isRow).keys()).toEqual(["a", "b"]);
  expect(readFileSync(`${file}.damaged`, "utf8")).toBe(damaged);
});

test("tables that nobody asked for are kept", () => {
  const file = path();
  openJournal(file).table("rows", isRow).put("a", { name: "A" });
  openJournal(file).table("others", isRow).put("b", { name: "B" });
  expect(openJournal(file).table("rows", isRow).keys()).toEqual(["a"]);
});

test("a table asked for twice is one", () => {
  const journal = openJournal(path());
  journal.table("rows", isRow).put("a", { name: "A" });
  expect(journal.table("rows", isRow).get("a")).toEqual({ name: "A" });
});

test("opening writes the file anew without what was overwritten, and running does too when it grew long", () => {
  const file = path();
  const journal = openJournal(file, 1_000);
  const table = journal.table("rows", isRow);
  for (let size = 0; size < 1_000; size++) table.put("a", { name: "A", size });
  expect(statSync(file).size).toBeLessThan(2_000);
  expect(table.get("a")).toEqual({ name: "A", size: 999 });
  const again = openJournal(file);
  expect(readFileSync(file, "utf8")).toBe('["rows","a",{"name":"A","size":999}]\n');
  expect(again.table("rows", isRow).get("a")).toEqual({ name: "A", size: 999 });
  expect(existsSync(`${file}.new`)).toBe(false);
});

test("a journal that cannot be tidied up goes on as it is", () => {
  const file = path();
  const table = openJournal(file, 0).table("rows", isRow);
  mkdirSync(`${file}.new`);
  for (let size = 0; size < 50; size++) table.put("a", { name: "A", size });
  rmdirSync(`${file}.new`);
  expect(openJournal(file).table("rows", isRow).get("a")).toEqual({ name: "A", size: 49 });
});

test("only the owner may read the journal", () => {
  const file = path();
  openJournal(file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("a folder that is not there is said with its name", () => {
  expect(() => openJournal(join(folder(), "none", "journal"))).toThrow(/none/);
});

test("after closing nothing is written any more", () => {
  const journal = openJournal(path());
  const table = journal.table("rows", isRow);
  journal.close();
  expect(() => table.put("a", { name: "A" })).toThrow("stopped");
  expect(table.get("a")).toBeUndefined();
});
