import { wordsOf } from "../error.ts";
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Document, type Node } from "yaml";
import type { ConfigProblem } from "./problem.ts";

export type ConfigPath = readonly (string | number)[];

/** A configuration file as a value that remembers where each part of it stands. */
export interface ConfigDocument {
  /** Undefined when the text is empty or cannot be read at all; `problems` then says why. */
  readonly value: unknown;
  readonly problems: readonly ConfigProblem[];
  /** Where a value stands; undefined when it is not in the file. */
  find(path: ConfigPath): Position | undefined;
  /** Where the key of a value stands, or the nearest part above that is in the file. */
  keyOf(path: ConfigPath): Position;
}

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Texts that YAML would read as numbers and lose their zeros: 012345678901, 7.10. */
const textKeys = new Set(["account", "engineVersion"]);

/** Aliases a file may use; more is an attack on memory, not a configuration. */
const maxAliasCount = 100;

const severalDocuments = "a second document begins here; a configuration is one document";

/** Reads YAML. Syntax errors, duplicate keys and alias bombs come back as problems, all at once. */
export function readDocument(text: string): ConfigDocument {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, uniqueKeys: true });
  const at = (offset: number): Position => {
    const { line, col } = counter.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const problems: ConfigProblem[] = [...document.errors, ...document.warnings].map((error) => ({
    message: error.code === "MULTIPLE_DOCS" ? severalDocuments : (error.message.split("\n")[0] ?? "not YAML"),
    ...at(error.pos[0]),
  }));
  keepTexts(document);
  const value = problems.length > 0 ? undefined : plainValue(document, problems);
  const offsetOf = (node: Node | null | undefined) => (node?.range ? at(node.range[0]) : undefined);
  return {
    value,
    problems,
    find: (path) => offsetOf(step(document, path)?.value),
    keyOf(path) {
      for (let length = path.length; length > 0; length -= 1) {
        const found = step(document, path.slice(0, length));
        const position = offsetOf(found?.key ?? found?.value);
        if (position !== undefined) return position;
      }
      return { line: 1, column: 1 };
    },
  };
}

function plainValue(document: Document, problems: ConfigProblem[]): unknown {
  try {
    return document.toJS({ maxAliasCount });
  } catch (error) {
    problems.push({ message: wordsOf(error), line: 1, column: 1 });
    return undefined;
  }
}

function keepTexts(document: Document) {
  visit(document, {
    Pair(_, { key, value }) {
      if (!isScalar(key) || !textKeys.has(String(key.value)) || !isScalar(value)) return;
      if (typeof value.value === "number" && value.source !== undefined) value.value = value.source;
    },
  });
}

interface Found {
  readonly key?: Node | undefined;
  readonly value: Node | undefined;
}

/** Walks maps, sequences and aliases. */
function step(document: Document, path: ConfigPath): Found | undefined {
  let found: Found = { value: document.contents ?? undefined };
  for (const part of path) {
    const next = child(resolved(found.value, document), part);
    if (next === undefined) return undefined;
    found = next;
  }
  return found;
}

const resolved = (node: Node | undefined, document: Document) => (isAlias(node) ? node.resolve(document) : node);

function child(node: Node | undefined, part: string | number): Found | undefined {
  if (isSeq<Node>(node)) {
    const value = node.items[Number(part)];
    return value === undefined ? undefined : { value };
  }
  if (!isMap<Node, Node | null>(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
  return pair && { key: pair.key, value: pair.value ?? pair.key };
}
