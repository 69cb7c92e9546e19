// Synthesis of prod: once with nothing remembered, then from memory, beside the start of a process that does nothing.
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { median, processes } from "./child.mjs";

const targets = { coldSeconds: 1.2, coldMB: 200, cachedMs: 60 };

/** Returns how many targets were missed. */
export async function synth({ home, quick }) {
  const rounds = quick ? 3 : 7;
  const { gworld } = processes({ home });
  const samples = { version: [], validated: [], cold: [], cached: [] };
  const cache = join(home, "cache");
  /** All but that the validator has passed them: it runs once for the same templates, whatever was forgotten since. */
  const forgetTemplates = () => {
    const folder = join(cache, "gworld/templates");
    for (const name of readdirSync(folder))
      if (!readFileSync(join(folder, name), "utf8").endsWith("\nvalidator")) rmSync(join(folder, name));
  };
  // Rows take turns, so that a busy moment of the machine hits all alike; the first turn only warms the disk.
  for (let round = -1; round < rounds; round += 1) {
    rmSync(cache, { recursive: true, force: true });
    const version = await gworld(["--version"], { measured: true });
    const validated = await gworld(["synth", "-e", "prod"], { measured: true });
    forgetTemplates();
    const cold = await gworld(["synth", "-e", "prod"], { measured: true });
    const cached = await gworld(["synth", "-e", "prod"], { measured: true });
    if (round >= 0)
      for (const [name, sample] of Object.entries({ version, validated, cold, cached })) samples[name].push(sample);
  }
  const of = (name, what) => median(samples[name].map((sample) => sample[what]));
  const coldSeconds = of("cold", "seconds");
  const coldMB = Math.max(...samples.cold.map(({ peakMB }) => peakMB));
  const cachedMs = (of("cached", "seconds") - of("version", "seconds")) * 1_000;
  const rows = [
    ["prod, nothing remembered", coldSeconds, "s", targets.coldSeconds],
    ["  its CPU time", of("cold", "cpuSeconds"), "s"],
    ["  its most memory", coldMB, "MB", targets.coldMB],
    ["prod, with the validator's only run", of("validated", "seconds"), "s"],
    ["prod, remembered, above --version", cachedMs, "ms", targets.cachedMs],
  ];
  console.log(`\nSynthesis (median of ${rounds}; memory is the greatest)`);
  for (const [name, value, unit, target] of rows) {
    const verdict = target === undefined ? "" : value > target ? `  above ${target}` : `  of ${target}`;
    console.log(`  ${name.padEnd(36)} ${value.toFixed(unit === "s" ? 2 : 1).padStart(8)} ${unit}${verdict}`);
  }
  return rows.filter(([, value, , target]) => target !== undefined && value > target).length;
}
