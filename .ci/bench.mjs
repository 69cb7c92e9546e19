// Measures start-up beside `node -e 0` in the same run: medians of whole processes, in milliseconds.
// NODE_EXTRA_CA_CERTS is unset in them: Node 20 reads the whole bundle at start, which would hide what is ours.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const bin = resolve(import.meta.dirname, "../bin/gworld.js");
const rounds = Number(process.env.GWORLD_BENCH_ROUNDS ?? 21);
const home = mkdtempSync(join(tmpdir(), "gworld-bench-"));
const { NODE_EXTRA_CA_CERTS: _, ...inherited } = process.env;
const env = { ...inherited, HOME: home, XDG_CACHE_HOME: join(home, "cache"), NO_COLOR: "1" };
delete env.GWORLD_ENV;

const bare = { name: "node -e 0", args: ["-e", "0"] };
const gworld = (...args) => ({ name: `gworld ${args.join(" ")}`, args: [bin, ...args] });
const sections = [
  {
    title: "Start-up",
    target: 2.5,
    rows: [bare, gworld("--version"), gworld("--help"), gworld("synth", "--help"), gworld("help", "configuration")],
  },
  {
    title: "Offline answers",
    rows: [bare, gworld("config", "show", "-e", "dev"), gworld("synth", "-e", "dev")],
  },
];
const local = spawnSync(process.execPath, [bin, "local", "status", "--json"], { env: inherited, encoding: "utf8" });
if (local.status === 0 && JSON.parse(local.stdout).running)
  sections.push({
    title: "Against the local cloud that runs",
    env: inherited,
    rows: [bare, gworld("status", "-e", "local"), gworld("deploy", "-e", "local", "--yes")],
  });

/** Rows take turns, so that a busy moment of the machine hits all alike. */
function measure({ rows, env: own = env }) {
  const times = rows.map(() => []);
  for (let round = -2; round < rounds; round += 1)
    rows.forEach(({ args, name }, index) => {
      const start = performance.now();
      const { status, stderr } = spawnSync(process.execPath, args, { env: own, encoding: "utf8" });
      if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`);
      if (round >= 0) times[index].push(performance.now() - start);
    });
  return times.map((one) => one.sort((a, b) => a - b)[Math.floor(one.length / 2)]);
}

let missed = 0;
try {
  for (const section of sections) {
    const medians = measure(section);
    console.log(`\n${section.title} (median of ${rounds})`);
    section.rows.forEach(({ name }, index) => {
      const ratio = medians[index] / medians[0];
      const late = section.target !== undefined && ratio > section.target;
      if (late) missed += 1;
      const verdict = late ? `  above ${section.target}` : "";
      console.log(
        `  ${name.padEnd(32)} ${medians[index].toFixed(1).padStart(8)} ms ${ratio.toFixed(2).padStart(6)} x${verdict}`,
      );
    });
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}
process.exitCode = missed === 0 ? 0 : 1;
