/** A text that must stand in a line: as it was typed, and as it is asked for in a `%regex%`. */
export interface Literal {
  readonly text: string;
  readonly pattern: string;
}

export interface LiteralForm {
  /** The text may stand in JSON, where quotes, slashes and control characters are escaped. */
  readonly inJson: boolean;
  readonly ignoreCase: boolean;
}

/** Beyond letters and digits, what a regular expression of AWS may hold and means itself. */
const plain = /^[A-Za-z0-9_#=@;,-]$/;
const printable = /^[ -~]$/;
const escapedInJson = /^["\\/]$/;
/** Their other cases lie outside of ASCII as well: the long s and the Kelvin sign. */
const foldsFar = /^[ks]$/i;

/** The longest part of a text that AWS can look for; undefined when none is worth it. */
export function literalIn(text: string, form: LiteralForm): Literal | undefined {
  let best: Literal = { text: "", pattern: "" };
  let run = best;
  for (const character of text) {
    const pattern = patternOf(character, form);
    run =
      pattern === undefined
        ? { text: "", pattern: "" }
        : { text: run.text + character, pattern: run.pattern + pattern };
    if (weight(run) > weight(best)) best = run;
  }
  return weight(best) >= least ? best : undefined;
}

/** Characters a search must name to leave anything out. */
const least = 2;

/** How many characters it names. */
export const weight = ({ text }: Literal) => text.replaceAll(/[^A-Za-z0-9_]/g, "").length;

/** Undefined where AWS and a RegExp may differ; a dot stands for a character that a pattern cannot name. */
function patternOf(character: string, { inJson, ignoreCase }: LiteralForm): string | undefined {
  if (!printable.test(character) || (inJson && escapedInJson.test(character))) return undefined;
  if (ignoreCase && foldsFar.test(character)) return undefined;
  if (ignoreCase && /[a-z]/i.test(character)) return anyCase(character);
  if (character === ".") return String.raw`\.`;
  return plain.test(character) ? character : ".";
}

/** `warn` as `[wW][aA][rR][nN]`. */
export const anyCase = (word: string) =>
  word.replaceAll(/[a-z]/gi, (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`);
