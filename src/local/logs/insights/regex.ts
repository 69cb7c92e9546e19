import type { Scanner } from "./scanner.ts";

/** The regular expression that comes next, if one does; `(?i)` in it makes it ignore case. */
export function regexNext(scanner: Scanner): RegExp | undefined {
  const found = scanner.regex();
  if (!found) return undefined;
  const source = found.source.replaceAll("(?i)", "");
  try {
    return new RegExp(source, source === found.source ? "u" : "iu");
  } catch {
    return lenient(scanner, source, found);
  }
}

/** Without Unicode rules more escapes are allowed, as in AWS's expressions. */
function lenient(scanner: Scanner, source: string, found: NonNullable<ReturnType<Scanner["regex"]>>): RegExp {
  try {
    return new RegExp(source, source === found.source ? "" : "i");
  } catch {
    throw scanner.refusal(`invalid regular expression ${found.source}`, found.span);
  }
}
