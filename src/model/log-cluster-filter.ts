import type { LogSample } from "./log-sample.ts";

/** Of a template so much is enough to find its lines. */
const enough = 60;

/**
 * A `--where` expression that the lines of a cluster pass, made of what its template says; undefined where its words say
 * nothing that can be looked for. It may let others of the same words through.
 */
export function clusterWhere(template: string, sample: LogSample): string | undefined {
  const [words = ""] = sample.message.trimStart().split("\n", 1);
  // A template may end with the kind of an exception, which the words do not hold.
  for (const text of [template, template.replace(/: [\w.$]+$/, "")]) {
    const pattern = patternOf(text);
    if (pattern !== "" && new RegExp(pattern, "u").test(words))
      return `message ~ /${pattern.replaceAll("/", String.raw`\/`)}/`;
  }
  return undefined;
}

function patternOf(template: string): string {
  const kept: string[] = [];
  let length = 0;
  for (const piece of template.split("<*>")) {
    if (length >= enough) break;
    const part = piece.slice(0, 2 * enough);
    kept.push(part);
    length += part.length;
    if (part !== piece) break;
  }
  return kept
    .map(literal)
    .join(".*")
    .replace(/^(?:\.\*)+|(?:\.\*)+$/g, "");
}

const literal = (text: string) => text.trim().replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
