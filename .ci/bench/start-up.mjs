// Start-up beside `node -e 0` in the same run: medians of whole processes, in milliseconds.
import { spawnSync } from "node:child_process";
import { bin, cleanEnv, inherited, median } from "./child.mjs";

const bare = { name: "node -e 0", args: ["-e", "0"] };
const gworld = (...args) => ({ name: `gworld ${args.join(" ")}`, args: [bin, ...args] });

/** Returns how many targets were missed. */
export function startUp({ home, quick }) {
  const rounds = quick ? 5 : Number(process.env.GWORLD_BENCH_ROUNDS ?? 21);
  const env = cleanEnv(home);
  const sections = [
    {
      title: "Start-up",
      target: 2.5,
      rows: [bare, gworld("--version"), gworld("--help"), gworld("synth", "--help"), gworld("help", "configuration")],
    },
    { title: "Offline answers", rows: [bare, gworld("config", "show", "-e", "dev"), gworld("synth", "-e", "dev")] },
  ];
  const local = spawnSync(process.execPath, [bin, "local", "status", "--json"], { env: inherited, encoding: "utf8" });
  if (local.status === 0 && JSON.parse(local.stdout).running)
    sections.push({
      title: "Against the local cloud that runs",
      env: inherited,
      rows: [bare, gworld("status", "-e", "local"), gworld("deploy", "-e", "local", "--yes")],
    });
  let missed = 0;
  for (const section of sections) {
    const medians = measure(section, { rounds, env });
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
  return missed;
}

/** Rows take turns, so that a busy moment of the machine hits all alike. */
function measure({ rows, env: own }, { rounds, env }) {
  const times = rows.map(() => []);
  for (let round = -2; round < rounds; round += 1)
    rows.forEach(({ args, name }, index) => {
      const start = performance.now();
      const { status, stderr } = spawnSync(process.execPath, args, { env: own ?? env, encoding: "utf8" });
      if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`);
      if (round >= 0) times[index].push(performance.now() - start);
    });
  return times.map(median);
}
