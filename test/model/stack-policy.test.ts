import { expect, test } from "vitest";
import { openedFor, samePolicy } from "../../src/model/stack-policy.ts";

const deny = (over: object) => ({ Effect: "Deny", Principal: "*", Action: "Update:Delete", ...over });
const allow = { Effect: "Allow", Principal: "*", Action: "Update:*", Resource: "*" };
const id = (logicalId: string) => `LogicalResourceId/${logicalId}`;

test.each([
  { before: allow, after: [allow] },
  { before: deny({ Resource: "*" }), after: [deny({ NotResource: [id("A"), id("B")] })] },
  { before: deny({ NotResource: id("C") }), after: [deny({ NotResource: [id("C"), id("A"), id("B")] })] },
  { before: deny({ Resource: [id("A"), id("C")] }), after: [deny({ Resource: [id("C")] })] },
  { before: deny({ Resource: id("A") }), after: [] },
])("$before opened for two resources becomes $after", ({ before, after }) => {
  const opened: unknown = JSON.parse(openedFor(JSON.stringify({ Statement: [before] }), ["A", "B"]));
  expect(opened).toEqual({ Statement: after });
});

test.each([
  { deployed: undefined, same: false },
  { deployed: "no JSON", same: false },
  { deployed: '{"b":1, "a":[2]}', same: true },
  { deployed: '{"b":1,"a":[]}', same: false },
])("$deployed is the wanted policy: $same", ({ deployed, same }) => {
  expect(samePolicy(deployed, '{"a":[2],"b":1}')).toBe(same);
});
