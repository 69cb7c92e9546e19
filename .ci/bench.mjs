// `npm run bench -- [start-up] [synth] [worlds] [logs] [follow] [lock] [local] [deploy] [--quick]`: measures beside a floor taken in the same run, and fails where a target is missed.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deploy } from "./bench/deploy.mjs";
import { follow } from "./bench/follow.mjs";
import { local } from "./bench/local.mjs";
import { lock } from "./bench/lock.mjs";
import { logs } from "./bench/logs.mjs";
import { startUp } from "./bench/start-up.mjs";
import { synth } from "./bench/synth.mjs";
import { worlds } from "./bench/worlds.mjs";

const sections = { "start-up": startUp, synth, worlds, logs, follow, lock, local, deploy };
const args = process.argv.slice(2);
const quick = args.includes("--quick");
const names = args.filter((one) => one !== "--quick");
const unknown = names.find((name) => !(name in sections));
if (unknown !== undefined) {
  console.error(`There is no section ${unknown}: ${Object.keys(sections).join(", ")}, or --quick.`);
  process.exit(2);
}

const home = mkdtempSync(join(tmpdir(), "gworld-bench-"));
let missed = 0;
try {
  for (const name of names.length > 0 ? names : Object.keys(sections)) missed += await sections[name]({ home, quick });
} finally {
  rmSync(home, { recursive: true, force: true });
}
process.exitCode = missed === 0 ? 0 : 1;
