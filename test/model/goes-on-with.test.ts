import { expect, test } from "vitest";
import { goesOnWith } from "../../src/model/goes-on-with.ts";

test.each([
  ["deploy", "gworld deploy --env qa"],
  ["destroy --with-data", "gworld destroy --with-data --env qa"],
  ["rollback 3", "gworld rollback 3 --env qa"],
  ["scale agent-runtime 2", "gworld scale agent-runtime 2 --env qa"],
  ["import storage/Worlds=worlds", "gworld deploy --env qa"],
])("what was cut off in %s goes on with %s", (command, again) => {
  expect(goesOnWith(command, "qa")).toBe(again);
});
