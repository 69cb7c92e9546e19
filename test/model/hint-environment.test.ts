import { expect, test } from "vitest";
import { withEnvironment } from "../../src/model/hint-environment.ts";

const verbs = ["deploy", "destroy", "lock show", "snapshot list", "worlds show"];

test.each([
  { hint: "Run gworld deploy again: it plans anew.", told: "Run gworld deploy --env qa again: it plans anew." },
  { hint: "gworld destroy; then gworld deploy", told: "gworld destroy --env qa; then gworld deploy --env qa" },
  { hint: "See it: gworld worlds show w-1", told: "See it: gworld worlds show --env qa w-1" },
  { hint: "gworld lock show --env dev. Then wait.", told: "gworld lock show --env dev. Then wait." },
  { hint: "gworld worlds show w-1 -e dev", told: "gworld worlds show w-1 -e dev" },
  {
    hint: "gworld deploy creates it: gworld deploy --env dev",
    told: "gworld deploy --env qa creates it: gworld deploy --env dev",
  },
  {
    hint: "Update gworld. See gworld help locks, gworld deployment",
    told: "Update gworld. See gworld help locks, gworld deployment",
  },
  {
    hint: "Prove it where it was taken: gworld snapshot list",
    told: "Prove it where it was taken: gworld snapshot list",
  },
])("$hint", ({ hint, told }) => {
  expect(withEnvironment(hint, "qa", verbs)).toBe(told);
});
