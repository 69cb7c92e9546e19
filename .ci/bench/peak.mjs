// Preloaded into a process that is measured: leaves the most memory it had resident (KiB) and its CPU time.
import { writeFileSync } from "node:fs";

const file = process.env.GWORLD_BENCH_PEAK;
process.once("exit", () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  if (file) writeFileSync(file, JSON.stringify({ maxRSS, cpuMicroseconds: userCPUTime + systemCPUTime }));
});
