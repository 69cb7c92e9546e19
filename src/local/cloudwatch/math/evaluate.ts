import { type Call, functions } from "./functions.ts";
import type { Node } from "./parse.ts";
import { isSeries, mapped, pairwise, type Result } from "./series.ts";

/** What an expression is worked out over. */
export interface Surroundings {
  /** The result of another query of the same request; undefined where there is none of that ID. */
  readonly result: (id: string) => Result | undefined;
  /** What METRICS() stands for. */
  readonly metrics: () => Result;
  /** The moments at which periods begin, in order: what FILL can fill. */
  readonly moments: readonly number[];
}

/** An expression that cannot be worked out here, in words for the user. */
export class MathRefusal extends Error {
  override readonly name = "MathRefusal";
}

const operators: Readonly<Record<string, (x: number, y: number) => number>> = {
  "+": (x, y) => x + y,
  "-": (x, y) => x - y,
  "*": (x, y) => x * y,
  "/": (x, y) => x / y,
  "^": (x, y) => x ** y,
  "==": (x, y) => Number(x === y),
  "!=": (x, y) => Number(x !== y),
  "<": (x, y) => Number(x < y),
  "<=": (x, y) => Number(x <= y),
  ">": (x, y) => Number(x > y),
  ">=": (x, y) => Number(x >= y),
  AND: (x, y) => Number(x !== 0 && y !== 0),
  "&&": (x, y) => Number(x !== 0 && y !== 0),
  OR: (x, y) => Number(x !== 0 || y !== 0),
  "||": (x, y) => Number(x !== 0 || y !== 0),
};

/** The value of an expression. Throws MathRefusal for what is not part of the local cloud. */
export function evaluate(node: Node, around: Surroundings): Result {
  switch (node.kind) {
    case "number":
      return node.value;
    case "word":
      return named(node.name, around);
    case "list":
      return { series: node.items.map((item) => seriesOf(evaluate(item, around), around)) };
    case "minus":
      return pairwise(0, evaluate(node.of, around), (_, value) => -value);
    case "pair":
      return pairwise(evaluate(node.left, around), evaluate(node.right, around), operatorOf(node.operator));
    default:
      return called(node.name, node.args, around);
  }
}

function operatorOf(sign: string) {
  const operate = operators[sign];
  if (!operate) throw new MathRefusal(`The operator ${sign} is not part of the local cloud.`);
  return operate;
}

function named(name: string, { result }: Surroundings): Result {
  const found = result(name);
  if (found === undefined) throw new MathRefusal(`There is no metric or expression with the ID ${name}.`);
  return found;
}

const seriesOf = (value: Result, { moments }: Surroundings) => {
  if (typeof value === "number") return new Map(moments.map((at) => [at, value]));
  if (isSeries(value)) return mapped(value, (same) => same);
  throw new MathRefusal("A list cannot stand in a list.");
};

function called(name: string, args: readonly Node[], around: Surroundings): Result {
  if (name === "METRICS" && args.length === 0) return around.metrics();
  const run: Call | undefined = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (!run) throw new MathRefusal(`The function ${name} is not part of the local cloud.`);
  const [last] = args.slice(-1);
  // The second argument of FILL may be a word.
  const word = last?.kind === "word" && /^(?:REPEAT|LINEAR)$/i.test(last.name) ? last.name.toUpperCase() : undefined;
  const values = (word === undefined ? args : args.slice(0, -1)).map((arg) => evaluate(arg, around));
  const found = run(values, { moments: around.moments, word });
  if (found === undefined) throw new MathRefusal(`${name} cannot be worked out of what it was given.`);
  return found;
}
