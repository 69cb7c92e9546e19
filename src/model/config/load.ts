import type { EnvironmentConfig } from "../environment.ts";
import { readDocument, type ConfigDocument, type ConfigPath } from "./document.ts";
import { presets } from "./presets.ts";
import { invalidConfig, type ConfigProblem } from "./problem.ts";
import { isPreset, resolveEnvironment } from "./resolve.ts";
import { breaches } from "./rules.ts";
import { dotted, schemaProblems } from "./schema-issue.ts";
import { fileShape, type FileConfig } from "./shape.ts";

/** A configuration file that has been read and found right. */
export interface LoadedConfig {
  readonly file: FileConfig;
  readonly document: ConfigDocument;
}

/** Reads `gworld.yaml`. Throws `usage` with every problem of the file, each with its line and column. */
export function loadConfig(text: string, fileName: string): LoadedConfig {
  const document = readDocument(text);
  if (document.problems.length > 0) throw invalidConfig(fileName, document.problems);
  const parsed = fileShape.safeParse(document.value ?? {});
  if (!parsed.success) throw invalidConfig(fileName, schemaProblems(parsed.error.issues, document));
  const loaded = { file: parsed.data, document };
  const problems = meaningProblems(loaded);
  if (problems.length > 0) throw invalidConfig(fileName, problems);
  return loaded;
}

/** Checks the environments that the file names; one without a preset cannot be checked further. */
function meaningProblems(loaded: LoadedConfig): ConfigProblem[] {
  const { file, document } = loaded;
  const named = Object.entries(file.environments ?? {});
  const homeless = named.filter(([name, own]) => !isPreset(name) && own?.preset === undefined);
  const names = named.length > 0 ? named.map(([name]) => name) : Object.keys(presets);
  const checked = names.filter((name) => homeless.every(([without]) => without !== name));
  const found = checked.flatMap((name) => environmentProblems(loaded, name, resolveEnvironment(loaded, name).config));
  return [
    ...homeless.map(([name]) => ({
      message: `environments.${name} needs a preset: one of ${Object.keys(presets).join(", ")}`,
      ...document.keyOf(["environments", name]),
    })),
    ...unique(found),
  ];
}

function environmentProblems({ document }: LoadedConfig, name: string, config: EnvironmentConfig): ConfigProblem[] {
  return breaches(config).map(({ path, message }) => ({
    message: `${name}: ${dotted(path)}: ${message}`,
    ...nearestPosition(document, name, path),
  }));
}

/** The value itself, or one beside it that the file sets: a breach comes of what the file says, not of the preset. */
function nearestPosition(document: ConfigDocument, name: string, path: ConfigPath) {
  const roots: ConfigPath[] = [["environments", name], ["defaults"]];
  for (let length = path.length; length > 0; length -= 1)
    for (const root of roots) {
      const position = document.find([...root, ...path.slice(0, length)]);
      if (position !== undefined) return position;
    }
  return document.keyOf(["environments", name]);
}

const unique = (problems: readonly ConfigProblem[]) => [
  ...new Map(problems.map((problem) => [`${problem.line}:${problem.column} ${problem.message}`, problem])).values(),
];
