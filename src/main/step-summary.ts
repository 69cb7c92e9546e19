import { appendFile, stat } from "node:fs/promises";

/** Adds to the file that GITHUB_STEP_SUMMARY names. A run is none the worse where that cannot be: it is what was done that counts. */
export async function appendSummary(
  env: Readonly<Record<string, string | undefined>>,
  text: () => Promise<string>,
): Promise<void> {
  const file = env["GITHUB_STEP_SUMMARY"];
  if (!file) return;
  try {
    // Writing to a pipe would wait for whoever reads it.
    if ((await stat(file)).isFile()) await appendFile(file, await text());
  } catch {
    // There is nobody to tell who could do anything about it.
  }
}
