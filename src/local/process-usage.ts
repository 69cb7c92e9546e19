import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

export interface ProcessUsage {
  /** Since it began, with the children it has waited for. */
  readonly cpuSeconds: number;
  readonly residentBytes: number;
}

/** Linux counts processor time in hundredths of a second towards programs, whatever its own clock (USER_HZ). */
const ticksPerSecond = 100;

/** What a process takes; undefined when it is gone or the system does not tell (Windows). */
export function processUsage(pid: number): ProcessUsage | undefined {
  try {
    if (process.platform === "linux") return linuxUsage(pid);
    if (process.platform === "win32") return undefined;
    return listedUsage(execFileSync("ps", ["-o", "time=,rss=", "-p", String(pid)], { encoding: "utf8" }));
  } catch {
    return undefined;
  }
}

/** Fields 14 to 17 of /proc/pid/stat are times; VmRSS of /proc/pid/status is what is in memory. */
function linuxUsage(pid: number): ProcessUsage | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  if (kilobytes === undefined) return undefined;
  return { cpuSeconds: ticks / ticksPerSecond, residentBytes: Number(kilobytes) * 1024 };
}

/** What ps says: `[hours:]minutes:seconds` and kilobytes. */
function listedUsage(line: string): ProcessUsage | undefined {
  const [time = "", kilobytes] = line.trim().split(/\s+/);
  if (kilobytes === undefined) return undefined;
  const cpuSeconds = time.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  return { cpuSeconds, residentBytes: Number(kilobytes) * 1024 };
}
