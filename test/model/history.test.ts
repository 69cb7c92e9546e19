import { expect, test } from "vitest";
import type { BegunStack } from "../../src/model/begun-stack.ts";
import { historyRow, isUnsettled, leftBy, type EndedStack } from "../../src/model/history.ts";
import { leftAt, type KeptRevision } from "../../src/model/left-at.ts";
import type { Revision } from "../../src/model/revision.ts";
import type { RevisionDocument } from "../../src/model/revision-document.ts";
import { devConfig } from "../fakes/context.ts";

const revision = (over: Partial<Revision>): Revision => ({
  environment: "dev",
  revision: 2,
  at: "2026-11-22T12:00:00.000Z",
  by: "arn:aws:iam::1:user/dev",
  result: "interrupted",
  version: "0.1.0",
  templates: {},
  seconds: 1,
  ...over,
});
const request = (name: string, over: Partial<BegunStack> = {}): BegunStack => ({
  name,
  action: "update",
  region: "us-east-1",
  token: `gw-${name}`,
  at: 0,
  ...over,
});

test.each([
  { action: "create", status: "CREATE_COMPLETE", end: "done" },
  { action: "create", status: "ROLLBACK_COMPLETE", end: "failed" },
  { action: "create", status: "DELETE_COMPLETE", end: "deleted" },
  { action: "create", status: "CREATE_IN_PROGRESS", end: "going" },
  { action: "update", status: "UPDATE_COMPLETE", end: "done" },
  { action: "update", status: "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", end: "done" },
  { action: "update", status: "UPDATE_ROLLBACK_COMPLETE", end: "back" },
  { action: "update", status: "UPDATE_ROLLBACK_FAILED", end: "failed" },
  { action: "update", status: "UPDATE_FAILED", end: "failed" },
  { action: "delete", status: "DELETE_COMPLETE", end: "done" },
  { action: "delete", status: "DELETE_FAILED", end: "failed" },
  { action: "delete", status: "DELETE_IN_PROGRESS", end: "going" },
  { action: "update", status: "", end: "unknown" },
])("$action that stands at $status has come to: $end", ({ action, status, end }) => {
  const row = historyRow(revision({ stacks: [{ name: "a", action, status, seconds: 1 }] }));
  expect(row.stacks).toEqual([{ name: "a", action, status, seconds: 1, end }]);
});

test.each([
  { told: undefined, end: "unknown", left: undefined },
  { told: "UPDATE_IN_PROGRESS", end: "going", left: undefined },
  { told: "UPDATE_COMPLETE", end: "done", left: undefined },
  { told: "UPDATE_ROLLBACK_COMPLETE", end: "back", left: undefined },
  { told: "", end: undefined, left: ["b", "a"] },
])("a stack that nobody followed, of which events tell '$told', is $end", ({ told, end, left }) => {
  const written = revision({ stacks: [{ name: "a", action: "update", status: "" }], notBegun: ["b"] });
  const row = historyRow(written, { stacks: [request("a", { status: told })] });
  expect(row.stacks?.map((one) => one.end)).toEqual(end === undefined ? undefined : [end]);
  expect(row.notBegun).toEqual(left ?? ["b"]);
  expect(isUnsettled(written)).toBe(true);
});

test.each([
  { told: "CREATE_IN_PROGRESS", end: "going" },
  { told: "CREATE_COMPLETE", end: "done" },
  { told: "", end: "unknown" },
  { told: undefined, end: "going" },
])("a stack that was left going, of which events tell '$told', is $end", ({ told, end }) => {
  const written = revision({ stacks: [{ name: "a", action: "create", status: "CREATE_IN_PROGRESS" }] });
  const row = historyRow(written, { stacks: [request("a", { action: "create", status: told })] });
  expect(row.stacks).toMatchObject([{ name: "a", end }]);
  expect(row).not.toHaveProperty("notBegun");
});

test("what was seen to end is not asked about, and stays as it was seen", () => {
  const written = revision({
    stacks: [{ name: "a", action: "update", status: "UPDATE_ROLLBACK_COMPLETE", seconds: 3 }],
  });
  expect(isUnsettled(written)).toBe(false);
  const row = historyRow(written, { stacks: [request("a", { status: "UPDATE_COMPLETE" })] });
  expect(row.stacks).toMatchObject([{ status: "UPDATE_ROLLBACK_COMPLETE", end: "back" }]);
});

test("one of several updates is not the whole change", () => {
  const written = revision({ stacks: [{ name: "a", action: "update", status: "" }] });
  const steps = [request("a", { part: true, status: "UPDATE_COMPLETE" })];
  expect(historyRow(written, { stacks: steps }).stacks).toMatchObject([{ end: "part" }]);
  const whole = [...steps, request("a", { status: "UPDATE_COMPLETE" })];
  expect(historyRow(written, { stacks: whole }).stacks).toMatchObject([{ end: "done" }]);
});

test.each([
  { statuses: ["UPDATE_COMPLETE"], notBegun: [], result: "deployed" },
  { statuses: ["UPDATE_COMPLETE"], notBegun: ["z"], result: "detached" },
  { statuses: ["UPDATE_COMPLETE", "UPDATE_IN_PROGRESS"], notBegun: [], result: "detached" },
  { statuses: ["UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"], notBegun: ["z"], result: "failed" },
  { statuses: ["UPDATE_IN_PROGRESS", "UPDATE_FAILED"], notBegun: [], result: "detached" },
])("a detached deployment of $statuses, not begun: $notBegun, is $result", ({ statuses, notBegun, result }) => {
  const stacks = statuses.map((status, index) => ({ name: String(index), action: "update", status }));
  expect(historyRow(revision({ result: "detached", stacks, notBegun })).result).toBe(result);
  expect(historyRow(revision({ result: "interrupted", stacks, notBegun })).result).toBe("interrupted");
});

test("what was planned is parted into what was begun, what was needless, and what was not begun", () => {
  const left = leftBy(["a", "b", "c", "d", "e"], {
    ends: [{ name: "a", action: "create", status: "CREATE_COMPLETE", seconds: 4 }],
    begun: [request("a"), request("b", { action: "create" }), request("e", { status: "" })],
    needless: ["c"],
  });
  expect(left).toEqual({
    stacks: [
      { name: "a", action: "create", status: "CREATE_COMPLETE", seconds: 4 },
      { name: "b", action: "create", status: "" },
    ],
    notBegun: ["d", "e"],
  });
});

const stack = (name: string, body: string): RevisionDocument["stacks"][number] => ({
  template: {
    part: "api",
    name,
    region: "us-east-1",
    body,
    digest: body,
    parameters: {},
    capabilities: [],
    terminationProtection: false,
    stackPolicy: undefined,
  },
  kept: {},
});
const document = (project: string, bodies: Readonly<Record<string, string>>): RevisionDocument => ({
  environment: "dev",
  account: "1",
  config: { ...devConfig, project },
  stacks: Object.entries(bodies).map(([name, body]) => stack(name, body)),
});
const ending = (name: string, end: EndedStack["end"], action = "update"): EndedStack => ({
  name,
  action,
  status: "",
  end,
});
const first: KeptRevision = { row: { result: "deployed" }, document: document("one", { a: "1", b: "1" }) };
const planned = document("two", { a: "2", b: "2", c: "2" });
const created = (end: EndedStack["end"]) => [ending("c", end, "create")];

test.each<{ what: string; row: KeptRevision["row"]; bodies: Record<string, string> | undefined; project?: string }>([
  {
    what: "a deployment, all of its plan",
    row: { result: "deployed" },
    bodies: { a: "2", b: "2", c: "2" },
    project: "two",
  },
  { what: "a destruction, nothing", row: { result: "destroyed" }, bodies: undefined },
  {
    what: "a failed one, what came to its end",
    row: { result: "failed", stacks: [ending("a", "done"), ending("b", "back"), ...created("failed")] },
    bodies: { a: "2", b: "1" },
  },
  {
    what: "an interrupted one, nothing of what goes on or was not begun",
    row: { result: "interrupted", stacks: [ending("a", "going")], notBegun: ["b", "c"] },
    bodies: { a: "1", b: "1" },
  },
  {
    what: "a cancelled one, no stack that is deleted again",
    row: { result: "interrupted", stacks: [ending("a", "back"), ending("b", "part"), ...created("deleted")] },
    bodies: { a: "1", b: "1" },
  },
])("of $what is there", ({ row, bodies, project = "one" }) => {
  const left = leftAt([first, { row, document: planned }]);
  const found = left && Object.fromEntries(left.stacks.map(({ template }) => [template.name, template.body]));
  expect(found).toEqual(bodies);
  expect(left?.config.project).toBe(bodies === undefined ? undefined : project);
});

test("a destruction that was cut off takes away what it has deleted, and no more", () => {
  const row = {
    result: "interrupted",
    stacks: [ending("b", "done", "delete"), ending("a", "going", "delete")],
  } as const;
  const left = leftAt([first, { row, document: undefined }]);
  expect(left?.stacks.map(({ template }) => template.name)).toEqual(["a"]);
});
