import type { Json, JsonObject } from "./json.ts";

/** A form's names, split at their dots, as a tree. */
interface Node {
  text?: string;
  readonly children: Map<string, Node>;
}

/** The deepest name any AWS operation has is far below this; a deeper one is an attack on the stack. */
const deepest = 64;

/**
 * The input that a query request's form stands for: `A.B=1` nests, `A.member.1` and `A.1` are lists, `A.entry.1.key` with
 * `A.entry.1.value` (or Name and Value) is a map. Lists may come in any order and with gaps.
 */
export function parseQueryForm(form: string): JsonObject {
  const root: Node = { children: new Map() };
  for (const [name, value] of new URLSearchParams(form)) {
    const path = name.split(".");
    if (path.length <= deepest) leaf(root, path).text = value;
  }
  return members(root);
}

function leaf(root: Node, path: readonly string[]): Node {
  let node = root;
  for (const step of path) {
    const child = node.children.get(step) ?? { children: new Map() };
    node.children.set(step, child);
    node = child;
  }
  return node;
}

function valueOf(node: Node): Json {
  if (node.children.size === 0) return node.text ?? "";
  const member = node.children.get("member");
  if (node.children.size === 1 && member && isNumbered(member)) return items(member).map(valueOf);
  const entry = node.children.get("entry");
  if (node.children.size === 1 && entry && isNumbered(entry)) return mapOf(items(entry));
  return isNumbered(node) ? items(node).map(valueOf) : members(node);
}

const members = (node: Node): JsonObject =>
  Object.fromEntries([...node.children].map(([name, child]) => [name, valueOf(child)]));

const isNumbered = ({ children }: Node) => children.size > 0 && [...children.keys()].every((key) => /^\d+$/.test(key));

const items = ({ children }: Node): readonly Node[] =>
  [...children].sort(([a], [b]) => Number(a) - Number(b)).map(([, child]) => child);

const mapOf = (entries: readonly Node[]): JsonObject =>
  Object.fromEntries(
    entries.map(({ children }) => {
      const value = children.get("value") ?? children.get("Value");
      return [(children.get("key") ?? children.get("Name"))?.text ?? "", value ? valueOf(value) : ""];
    }),
  );
