// The lock's real client beside many of its kind, over a table whose requests and answers get lost, on machines that stop and sleep.
import { pathToFileURL } from "node:url";
import { build } from "rolldown";

/** Returns how many targets were missed. */
export async function lock({ quick }) {
  const outfile = new URL("../../node_modules/.cache/gworld-lock-simulation.mjs", import.meta.url).pathname;
  const entry = new URL("../../test/operations/lock-simulation.ts", import.meta.url).pathname;
  await build({ input: entry, platform: "node", external: /^[^./]/, output: { file: outfile, codeSplitting: false } });
  const { simulate } = await import(pathToFileURL(outfile).href);
  const [seeds, steps] = quick ? [2, 50_000] : [10, 100_000];
  const sum = {};
  for (let seed = 1; seed <= seeds; seed += 1)
    for (const [name, count] of Object.entries(await simulate({ seed, steps })))
      sum[name] = name === "longestWait" ? Math.max(sum[name] ?? 0, count) : (sum[name] ?? 0) + count;
  const { acquired, takenOver, calls, writes, stale, unsure, robbed, longestWait } = sum;
  console.log(
    `lock: ${sum.steps} steps, ${acquired} acquisitions, ${takenOver} of them from a holder that gave no sign of life`,
  );
  console.log(
    `  ${writes} writes, ${stale} stale; ${calls} calls, ${unsure} by who had lost the lock; ${robbed} robbed alive`,
  );
  console.log(
    `  somebody awake waited ${Math.round(longestWait / 1_000)} s at most for a holder that gave no sign of life`,
  );
  return [stale, unsure, robbed].filter((count) => count > 0).length;
}
