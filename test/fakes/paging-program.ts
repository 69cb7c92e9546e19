import { paging } from "../../src/main/pager.ts";

/** Prints so many lines through the pager, for tests on a pseudo-terminal. */
const [count = "0", takes = "all"] = process.argv.slice(2);
const { stdout, stderr, env } = process;
const answers = paging({ stdout, stderr, env, lendTerminal: () => () => {} });
const pager = answers.open(true);
let printed = 0;
for (; printed < Number(count) && !pager.left.aborted; printed += 1) {
  answers.print(`\u001b[31mline ${printed}\u001b[39m 世界\n`);
  if (takes === "each") await pager.taken();
}
pager.aside(() => stdout.write("said beside\n"));
await pager.end();
stdout.write(`${printed < Number(count) ? "left early" : "all printed"}\n`);
