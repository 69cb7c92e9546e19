import { expect, test } from "vitest";
import { commandFilter, githubRun } from "../../src/output/github.ts";
import { deploymentSummary, planSummary } from "../../src/output/step-summary.ts";

const hostile = "::set-output name=x::y\n  ::add-mask::z\nAWS::S3::Bucket ##[error]no\n:::debug::\n";

/** Whether the runner would obey a line (actions/runner, ActionCommand.cs). */
const obeyed = (line: string) => line.trimStart().startsWith("::") || line.includes("##[");

test("no line of a text is obeyed, wherever it is cut on its way, and what is no command stays as it is", () => {
  for (let cut = 0; cut <= hostile.length; cut += 1)
    for (let second = cut; second <= hostile.length; second += 7) {
      const filter = commandFilter(false);
      const parts = [hostile.slice(0, cut), hostile.slice(cut, second), hostile.slice(second)];
      const text = parts.map((part) => filter.pass(part)).join("");
      expect(text.split("\n").filter(obeyed)).toEqual([]);
      expect(text.replaceAll(" ", "")).toBe(hostile.replaceAll(" ", ""));
      expect(filter.atLineStart()).toBe(true);
    }
  expect(commandFilter(false).pass("AWS::S3::Bucket\na: b::c\n# [x]\n")).toBe("AWS::S3::Bucket\na: b::c\n# [x]\n");
});

test("in JSON what is obeyed becomes an escape of the same value", () => {
  const value = { text: `${hostile}##` };
  const filter = commandFilter(true);
  const written = JSON.stringify(value, undefined, 2)
    .split("")
    .map((character) => filter.pass(character))
    .join("");
  expect(written.split("\n").filter(obeyed)).toEqual([]);
  expect(JSON.parse(written)).toEqual(value);
});

test("an annotation is one line whatever it holds, escaped as the runner reads it, without colours", () => {
  const lines: string[] = [];
  const github = githubRun((line) => lines.push(line));
  github.error("a: b, c", "50%\n::error::\u001b[31mred\u001b[0m");
  github.group("100%\n::debug::x")();
  expect(lines).toEqual([
    "::error title=a%3A b%2C c::50%25%0A::error::red",
    "::group::100%25%0A::debug::x",
    "::endgroup::",
  ]);
});

const change = { action: "Modify", logicalId: "A|B", type: "<img>", replacement: "True", risk: "data loss" } as const;

test("a summary tells what would change and what was deployed, and shows what came from outside as it is", () => {
  const stacks = [
    { name: "gworld-dev-storage", action: "update", changes: [change] },
    { name: "gworld-dev-api", action: "unchanged", changes: [] },
  ] as const;
  expect(planSummary({ env: "dev", stacks: JSON.parse(JSON.stringify(stacks)) })).toBe(
    [
      "### gworld: plan for dev",
      "",
      "| Stack | Action | Resource | At risk |",
      "| --- | --- | --- | --- |",
      "| gworld-dev-storage | update |  |  |",
      "|  | Modify, replaced | A&#124;B &#40;&#60;img&#62;&#41; | data loss |",
      "",
      "1 unchanged.",
      "",
      "",
    ].join("\n"),
  );
  const done = { name: "gworld-dev-api", action: "update", status: "UPDATE&#95;COMPLETE", seconds: 3 };
  const deployed = { env: "dev", account: "1", region: "x", revision: 7, result: "deployed", outputs: {} } as const;
  expect(deploymentSummary({ ...deployed, stacks: JSON.parse(JSON.stringify([done])) })).toContain("revision 7");
  expect(deploymentSummary({ ...deployed, result: "unchanged", stacks: [] })).toBe(
    "### gworld: dev is as configured\n\n\n",
  );
});

test("a summary of very many changes ends, and says so", () => {
  const changes = Array.from({ length: 1_000 }, () => change);
  const text = planSummary({
    env: "dev",
    stacks: JSON.parse(JSON.stringify([{ name: "s", action: "update", changes }])),
  });
  expect(text.split("\n").length).toBeLessThan(220);
  expect(text).toContain("and 801 more lines");
});
