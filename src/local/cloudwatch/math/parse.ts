import { tokensOf } from "../tokens.ts";

/** A metric math expression, read. */
export type Node =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "word"; readonly name: string }
  | { readonly kind: "list"; readonly items: readonly Node[] }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Node[] }
  | { readonly kind: "minus"; readonly of: Node }
  | { readonly kind: "pair"; readonly operator: string; readonly left: Node; readonly right: Node };

/** Binding from loose to tight; `^` binds to the right. */
const levels: readonly (readonly string[])[] = [
  ["OR", "||"],
  ["AND", "&&"],
  ["==", "!=", "<=", ">=", "<", ">"],
  ["+", "-"],
  ["*", "/"],
];

/** The expression as a tree; undefined for what is none that the local cloud can read. */
export function parseExpression(text: string): Node | undefined {
  const tokens = tokensOf(text, token);
  if (!tokens) return undefined;
  const reader: Reader = { tokens, at: 0 };
  const node = binary(reader, 0);
  return node && reader.at === tokens.length ? node : undefined;
}

interface Reader {
  readonly tokens: readonly string[];
  at: number;
}

const token = /\s*(\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+|[A-Za-z_]\w*|==|!=|<=|>=|&&|\|\||[-+*/^()[\],<>])\s*/y;

const peek = ({ tokens, at }: Reader) => tokens[at] ?? "";

function accept(reader: Reader, token: string): boolean {
  const isNext = peek(reader) === token;
  if (isNext) reader.at += 1;
  return isNext;
}

function binary(reader: Reader, level: number): Node | undefined {
  const operators = levels[level];
  if (!operators) return unary(reader);
  let left = binary(reader, level + 1);
  while (left && operators.includes(peek(reader).toUpperCase())) {
    const operator = peek(reader).toUpperCase();
    reader.at += 1;
    const right = binary(reader, level + 1);
    left = right && { kind: "pair", operator, left, right };
  }
  return left;
}

function unary(reader: Reader): Node | undefined {
  if (accept(reader, "-")) {
    const of = unary(reader);
    return of && { kind: "minus", of };
  }
  const left = primary(reader);
  if (!left || !accept(reader, "^")) return left;
  const right = unary(reader);
  return right && { kind: "pair", operator: "^", left, right };
}

function primary(reader: Reader): Node | undefined {
  const token = peek(reader);
  reader.at += 1;
  if (token === "(") {
    const inner = binary(reader, 0);
    return accept(reader, ")") ? inner : undefined;
  }
  if (token === "[") {
    const items = sequence(reader, "]");
    return items && { kind: "list", items };
  }
  if (/^[\d.]/.test(token)) return { kind: "number", value: Number(token) };
  if (!/^[A-Za-z_]/.test(token)) return undefined;
  if (!accept(reader, "(")) return { kind: "word", name: token };
  const args = sequence(reader, ")");
  return args && { kind: "call", name: token.toUpperCase(), args };
}

/** What stands between commas up to a closing sign. */
function sequence(reader: Reader, close: string): readonly Node[] | undefined {
  const items: Node[] = [];
  if (accept(reader, close)) return items;
  do {
    const item = binary(reader, 0);
    if (!item) return undefined;
    items.push(item);
  } while (accept(reader, ","));
  return accept(reader, close) ? items : undefined;
}
