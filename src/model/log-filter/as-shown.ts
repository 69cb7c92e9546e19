import type { LogLine } from "../log-line.ts";
import { lineCheck } from "./check.ts";
import { parseWhere } from "./parse.ts";

/**
 * What finds with `--where` the text that `--grep` did not find, because it reads a line as it was logged and not as it is
 * shown: `ms=500`, or words that JSON writes in another way. Undefined where that finds nothing in these lines either.
 */
export function whereInstead(grep: string, lines: readonly LogLine[]): string | undefined {
  const [, name, value] = /^([\w.@-]+)=(\S.*)$/.exec(grep) ?? [];
  const field = name === undefined || value === undefined ? [] : [`${name} = ${value}`, `${name} = ${quoted(value)}`];
  const words = `msg ~ /${grep.replaceAll(/(?<!\\)\//g, String.raw`\/`)}/`;
  return [...field, words].find((where) => findsSome(where, lines));
}

const quoted = (text: string) => `"${text.replace(/^"(.*)"$/, "$1").replaceAll(/["\\]/g, String.raw`\$&`)}"`;

function findsSome(where: string, lines: readonly LogLine[]): boolean {
  try {
    return lines.some(lineCheck(parseWhere(where)));
  } catch {
    return false;
  }
}
