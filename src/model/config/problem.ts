import { GworldError } from "../error.ts";

/** One thing that is wrong in a configuration file, and where. Lines and columns count from one. */
export interface ConfigProblem {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** Refuses a configuration file with everything that is wrong in it, in the order of the file. */
export function invalidConfig(file: string, problems: readonly ConfigProblem[]): GworldError {
  const sorted = [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
  const lines = sorted.map(({ message, line, column }) => `  ${file}:${line}:${column}  ${message}`);
  const count = problems.length === 1 ? "a problem" : `${problems.length} problems`;
  return new GworldError("usage", `The configuration has ${count}:\n${lines.join("\n")}`, {
    hint: "Correct the file, then try gworld config validate. gworld help configuration explains every key.",
  });
}
