/** Runs what was typed; takes a time in proportion to the text where that can be had, also where V8 would try for ever. */
export function boundedRegex(typed: RegExp): RegExp {
  return isSlow(repetitions(typed.source)) ? (linearForm(typed) ?? typed) : typed;
}

/** Whether it may try for ever, and nothing can be done about it. */
export const isEndless = (typed: RegExp): boolean =>
  repetitions(typed.source).nested && isLinear("a") && linearForm(typed) === undefined;

interface Repetitions {
  /** Of no fixed length. */
  readonly open: number;
  /** What is repeated may match the same text in several ways: the time may double with each character. */
  readonly nested: boolean;
}

const isSlow = ({ open, nested }: Repetitions) => nested || open > 1;

const piece =
  /\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|u[0-9a-f]{4}|x[0-9a-f]{2}|k<[^>]*>|c[a-z]|\d+|.)|\[(?:[^\]\\]|\\.)*\]|\((?:\?(?:<[=!]|[=!]|<[^>]*>|[a-z-]*:))?|(?:[*+?]|\{\d+(?:,\d*)?\})\??|./gisu;

const piecesOf = (source: string): readonly string[] => source.match(piece) ?? [];
const isQuantifier = (text: string) => /^(?:[*+?]|\{\d)/.test(text);
const isOpen = (text: string) => /^(?:[*+]|\{\d+,\}|\{\d*,?\d{2,}\})/.test(text);

const varies = (text: string) => text === "|" || (isQuantifier(text) && !/^\{\d+\}/.test(text));

function repetitions(source: string): Repetitions {
  const around: { varies: boolean }[] = [];
  let inner = { varies: false };
  let closed = false;
  let open = 0;
  let nested = false;
  for (const text of piecesOf(source)) {
    if (isOpen(text)) open += 1;
    nested ||= closed && isOpen(text);
    // What has varied inside varies for what is around it.
    inner.varies ||= varies(text);
    closed = false;
    if (text.startsWith("(")) {
      around.push(inner);
      inner = { varies: false };
    } else if (text === ")") {
      closed = inner.varies;
      const outer = around.pop() ?? { varies: false };
      inner = { varies: outer.varies || inner.varies };
    }
  }
  return { open, nested };
}

/**
 * The same expression without the flags that V8's linear engine does not know: `u`, which then counts a character beyond
 * U+FFFF as two, and `i`. Undefined where it would mean something else, or has what the engine does not know: looking
 * around, back references, many counted repetitions.
 */
function linearForm({ source, ignoreCase }: RegExp): RegExp | undefined {
  const pieces = piecesOf(source).map((text) => (isSpecial(text) ? undefined : ignoreCase ? anyCase(text) : text));
  const form = pieces.includes(undefined) ? undefined : pieces.join("");
  return form !== undefined && isLinear(form) ? new RegExp(form) : undefined;
}

/** Means something else without `u`. */
const isSpecial = (text: string) => /^\\(?:[pP]\{|u\{)|[\ud800-\udfff]|^\(\?[a-z-]+:/.test(text);

const linear = "l";

/** V8 says so itself, where it was told to (main/linear-regexes.ts). */
function isLinear(source: string): boolean {
  try {
    return new RegExp(source, linear) instanceof RegExp;
  } catch {
    return false;
  }
}

/** Undefined for what has other cases than those of ASCII. */
function anyCase(text: string): string | undefined {
  if (/[^ -~]|^\\[ux]/.test(text)) return undefined;
  if (text.startsWith("[")) return classOfAnyCase(text);
  return /^[a-z]$/i.test(text) ? `[${text.toLowerCase()}${text.toUpperCase()}]` : text;
}

function classOfAnyCase(text: string): string | undefined {
  const [, start = "", inside = ""] = /^(\[\^?)(.*)\]$/s.exec(text) ?? [];
  const members = (inside.match(/\\.|.-[^\]]|./gs) ?? []).map((member) => {
    if (/^(?:[a-z]-[a-z]|[A-Z]-[A-Z]|[a-zA-Z])$/.test(member)) return member.toLowerCase() + member.toUpperCase();
    return /^(?:\\[^uxcpPWkb]|\d-\d|[^\\a-zA-Z])$/s.test(member) ? member : undefined;
  });
  return members.includes(undefined) ? undefined : `${start}${members.join("")}]`;
}
