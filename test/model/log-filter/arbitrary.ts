import * as fc from "fast-check";
import type { LogFilter, Subject } from "../../../src/model/log-filter/filter.ts";
import { logLevels } from "../../../src/model/log-level.ts";
import { anyText } from "../../fakes/any-text.ts";

/** Written in ways that loggers, AWS and regular expressions differ about. */
const words = ["timeout", "Timeout", "time", "error", "ERROR", "Warn", "disk", "w-42", "a/b", 'say "hi"', "a\\b"]
  .concat(["tab\there", "two\nlines", "Zoë", "日本", "😀", "ſtrange", "\u2028", "404", "5e2", "500", "constructor"])
  .concat(["", "a*b", "50%", "x", "1234567890123456789"]);
const numbers = [0, -1, 4, 30, 40, 50, 100, 404, 500, 500.5, 1e21, 1e-7, 2 ** 53];
const names = [
  "level",
  "severity",
  "msg",
  "message",
  "worldId",
  "world",
  "id",
  "latencyMs",
  "code",
  "tags",
  "user",
].concat(["odd key", "grö", "0", "__proto__"]);

/** A few words and names, so that lines and filters meet. */
interface Vocabulary {
  readonly words: readonly string[];
  readonly names: readonly string[];
}

/** A filter and messages that use the same words. */
export const filterAndMessages = fc
  .record({
    words: fc.subarray(words, { minLength: 2, maxLength: 4 }),
    names: fc.subarray(names, { minLength: 2, maxLength: 4 }),
  })
  .chain((vocabulary) =>
    fc.record({
      filter: anyFilter(vocabulary),
      messages: fc.array(anyMessage(vocabulary), { minLength: 1, maxLength: 8 }),
    }),
  );

const texts = (vocabulary: Vocabulary) =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...vocabulary.words) },
    {
      weight: 3,
      arbitrary: fc
        .array(fc.constantFrom(...vocabulary.words), { minLength: 2, maxLength: 3 })
        .map((some) => some.join(" ")),
    },
    { weight: 1, arbitrary: anyText({ maxLength: 5 }) },
  );
const scalars = (vocabulary: Vocabulary) =>
  fc.oneof(texts(vocabulary), fc.constantFrom(...numbers), fc.boolean(), fc.constant(null));
const someName = (vocabulary: Vocabulary) =>
  fc.oneof(
    { weight: 19, arbitrary: fc.constantFrom(...vocabulary.names) },
    { weight: 1, arbitrary: texts(vocabulary) },
  );

function anyMessage(vocabulary: Vocabulary): fc.Arbitrary<string> {
  const text = texts(vocabulary);
  const start = fc.constantFrom("ERROR ", "[warn] ", "level=error ", "TypeError: ", "11-22 FATAL ", "panic: ", "{ ");
  const plain = fc.oneof(
    text,
    fc.tuple(start, text).map((two) => two.join("")),
    fc.array(text, { maxLength: 5 }).map((parts) => parts.join(" ")),
  );
  return fc.oneof({ weight: 3, arbitrary: jsonMessage(vocabulary) }, { weight: 2, arbitrary: plain });
}

/** JSON as others write it: with blanks, keys that come twice, characters escaped that need not be, numbers in other forms. */
function jsonMessage(vocabulary: Vocabulary): fc.Arbitrary<string> {
  const name = someName(vocabulary);
  const { any } = fc.letrec((tie) => ({
    any: fc.oneof(
      { depthSize: "small" },
      { weight: 5, arbitrary: scalars(vocabulary) },
      { weight: 1, arbitrary: fc.array(tie("any"), { maxLength: 3 }) },
      { weight: 1, arbitrary: fc.array(fc.tuple(name, tie("any")), { maxLength: 3 }).map(Object.fromEntries) },
    ),
  }));
  const entries = fc.array(fc.tuple(name, any), { maxLength: 6 });
  return fc.tuple(entries, fc.constantFrom("", " ", "\n  "), fc.constantFrom(...styles)).map(([all, blank, style]) => {
    const fields = all.map(([key, value]) => {
      const written = JSON.stringify(value, undefined, blank);
      return `${blank}${JSON.stringify(key)}${blank}:${blank}${written}`;
    });
    return style(`${blank}{${fields.join(",")}${blank}}`);
  });
}

const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
const styles: readonly ((json: string) => string)[] = [
  (json) => json,
  (json) => `${json}\n`,
  (json) => json.replaceAll(/(?<!\\)[a-z](?=[a-z0-9-]*")/gi, escaped),
  (json) => json.replaceAll("/", "\\/"),
  (json) => json.replaceAll(/[\u0080-\uffff]/g, escaped),
  (json) => json.replaceAll('"1234567890123456789"', "1234567890123456789"),
  (json) => json.replaceAll(/\b(\d)00\b/g, "$1e2").replaceAll(/\b(\d)0\b/g, "$10.0"),
];

function subjects(vocabulary: Vocabulary): fc.Arbitrary<Subject> {
  const name = someName(vocabulary);
  const path = fc.oneof(
    { weight: 3, arbitrary: name.map((only) => [only]) },
    { weight: 1, arbitrary: fc.tuple(name, fc.oneof(name, fc.nat({ max: 2 }))) },
  );
  const paths = fc.array(path, { minLength: 1, maxLength: 3 });
  const text = fc.constantFrom("line" as const, "message" as const, "service" as const, "task" as const);
  return fc.oneof(
    { weight: 2, arbitrary: text.map((name): Subject => ({ kind: "text", name })) },
    { weight: 3, arbitrary: paths.map((paths): Subject => ({ kind: "fields", paths })) },
  );
}

const quote = (literal: string) => literal.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
const oddPieces = [
  ".",
  ".*",
  String.raw`\d+`,
  String.raw`\s`,
  "[^x]",
  "[a-z]+",
  "(?:time|disk)",
  "(a|error)+",
  "x?",
].concat(["(?!q)", "(?<n>Warn)", String.raw`\b`, String.raw`\u{1f600}`, "^", "$", "o{2}", "|"]);

function regexes(vocabulary: Vocabulary): fc.Arbitrary<RegExp> {
  const piece = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...vocabulary.words).map(quote) },
    { weight: 2, arbitrary: fc.constantFrom(...oddPieces) },
  );
  const pieces = fc.array(piece, { minLength: 1, maxLength: 4 }).map((all) => all.join(""));
  return fc.tuple(pieces, fc.constantFrom("u", "iu")).map(([source, flags]) => compiled(source, flags));
}

/** Some quantifiers have nothing before them. */
function compiled(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, flags);
  } catch {
    return /timeout/u;
  }
}

function conditions(vocabulary: Vocabulary): fc.Arbitrary<LogFilter> {
  const subject = subjects(vocabulary);
  const text = texts(vocabulary);
  const operator = fc.constantFrom("<" as const, "<=" as const, ">" as const, ">=" as const);
  return fc.oneof(
    fc
      .subarray([...logLevels], { minLength: 1 })
      .map((levels): LogFilter => ({ kind: "level", levels: new Set(levels) })),
    fc.record({ kind: fc.constant("equals" as const), subject, value: scalars(vocabulary) }),
    fc.record({
      kind: fc.constant("orders" as const),
      subject,
      operator,
      bound: fc.oneof(fc.constantFrom(...numbers), text),
    }),
    fc.record({ kind: fc.constant("contains" as const), subject, text }),
    fc.record({ kind: fc.constant("matches" as const), subject, pattern: regexes(vocabulary) }),
    fc.record({ kind: fc.constant("exists" as const), subject }),
  );
}

function anyFilter(vocabulary: Vocabulary): fc.Arbitrary<LogFilter> {
  return fc.letrec<{ filter: LogFilter }>((tie) => {
    const several = fc.array(tie("filter"), { minLength: 1, maxLength: 3 });
    return {
      filter: fc.oneof(
        { depthSize: "small" },
        { weight: 4, arbitrary: conditions(vocabulary) },
        { weight: 1, arbitrary: fc.record({ kind: fc.constant("all" as const), of: several }) },
        { weight: 1, arbitrary: fc.record({ kind: fc.constant("any" as const), of: several }) },
        { weight: 1, arbitrary: fc.record({ kind: fc.constant("not" as const), of: tie("filter") }) },
      ),
    };
  }).filter;
}
