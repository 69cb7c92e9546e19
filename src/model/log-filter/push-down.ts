import { logLevels } from "../log-level.ts";
import type { LogFilter } from "./filter.ts";
import { betterSearch, levelSearch, searchOf, searchText, type Search } from "./search.ts";
import { joinSelections, selectionOf, type Selection } from "./selectors.ts";

/** Longer patterns are refused. */
const longest = 1_024;
/** Of it for what stands between braces or percent signs. */
const room = longest - 4;

/**
 * A filter pattern for FilterLogEvents that lets every line through that the filter lets through, and hopefully few others;
 * undefined when there is none. AWS has three kinds that cannot be mixed: conditions on JSON fields, which no other line
 * passes, one regular expression for the whole text, and terms, of which only excluded ones are used.
 */
export function pushedPattern(filter: LogFilter): string | undefined {
  const { selection, search } = pushable(filter, false);
  const patterns = [
    selection && `{ ${selection.text} }`,
    search && `%${searchText(search)}%`,
    excludedTerms(filter)
      .map((term) => `-"${term}"`)
      .join(" "),
  ];
  return patterns.find((pattern) => pattern !== undefined && pattern !== "" && pattern.length <= longest);
}

/** What every line has that passes. `selection` also says that it is a JSON line. */
interface Pushable {
  readonly selection?: Selection | undefined;
  readonly search?: Search | undefined;
}

function pushable(filter: LogFilter, negated: boolean): Pushable {
  if (filter.kind === "not") return pushable(filter.of, !negated);
  if (filter.kind === "all" || filter.kind === "any") {
    const parts = filter.of.map((part) => pushable(part, negated));
    return (filter.kind === "all") === negated ? eitherOf(parts) : bothOf(parts);
  }
  if (!negated) return { selection: selectionOf(filter), search: searchOf(filter) };
  // What is not so may be anything; but a level that is not one of some is one of the others.
  return filter.kind === "level"
    ? { search: levelSearch(new Set(logLevels.filter((level) => !filter.levels.has(level)))) }
    : {};
}

/** One condition is enough, so one that makes the pattern too long is left out. */
function bothOf(parts: readonly Pushable[]): Pushable {
  const selections: Selection[] = [];
  for (const { selection } of parts)
    if (selection !== undefined && fits(joinSelections([...selections, selection], "&&"))) selections.push(selection);
  return {
    selection: joinSelections(selections, "&&"),
    search: parts.map(({ search }) => search).reduce(betterSearch, undefined),
  };
}

function eitherOf(parts: readonly Pushable[]): Pushable {
  const selections = parts.flatMap(({ selection }) => selection ?? []);
  const searches = parts.flatMap(({ search }) => search ?? []);
  const selection = joinSelections(selections, "||");
  const search = {
    literals: searches.flatMap(({ literals }) => literals),
    inJson: searches.some(({ inJson }) => inJson),
  };
  return {
    selection: selections.length === parts.length && fits(selection) ? selection : undefined,
    search: searches.length === parts.length && searchText(search).length <= room ? search : undefined,
  };
}

const fits = (selection: Selection | undefined) => selection !== undefined && selection.text.length <= room;

/** Literal terms, case-sensitive, that no line which passes holds. Blanks may not count as they are typed. */
function excludedTerms(filter: LogFilter): readonly string[] {
  if (filter.kind === "all") return filter.of.flatMap(excludedTerms);
  if (filter.kind !== "not" || filter.of.kind !== "matches") return [];
  const { subject, pattern } = filter.of;
  if (subject.kind !== "text" || subject.name !== "line" || pattern.ignoreCase) return [];
  return /^(?:[\w:@#=,;-]|\\[./])+$/.test(pattern.source) ? [pattern.source.replaceAll("\\", "")] : [];
}
