import { onTestFinished } from "vitest";

/** Keeps what is written to the error output during the test, instead of showing it. */
export function errorLines(): readonly string[] {
  const lines: string[] = [];
  const { error } = console;
  console.error = (...values: unknown[]) => void lines.push(values.map(String).join(" "));
  onTestFinished(() => {
    console.error = error;
  });
  return lines;
}
