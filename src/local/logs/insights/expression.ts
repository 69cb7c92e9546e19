import { functions, otherFunctions } from "./functions.ts";
import { periodOf } from "./period.ts";
import { notThere } from "./refuse.ts";
import { regexNext } from "./regex.ts";
import type { Row } from "./row.ts";
import type { Scanner, Token } from "./scanner.ts";
import { compare, isTrue, toNumber, toText, truth, type Value } from "./value.ts";

export type Expression = (row: Row) => Value;

/** What names and functions mean where an expression stands. */
export interface Scope {
  /** The only fields there are, once `stats` has made new rows. */
  readonly fields?: ReadonlySet<string> | undefined;
  /** Reads the arguments of an aggregate function; undefined when the name is none. */
  aggregate?(name: string, scanner: Scanner): Expression | undefined;
}

/** Reads an expression: `or`, `and`, `not`, comparisons, then arithmetic, each binding closer than the one before. */
export function expression(scanner: Scanner, scope: Scope): Expression {
  let left = conjunction(scanner, scope);
  while (scanner.accept("or")) {
    const [a, b] = [left, conjunction(scanner, scope)];
    left = (row) => truth(isTrue(a(row)) || isTrue(b(row)));
  }
  return left;
}

function conjunction(scanner: Scanner, scope: Scope): Expression {
  let left = negation(scanner, scope);
  while (scanner.accept("and")) {
    const [a, b] = [left, negation(scanner, scope)];
    left = (row) => truth(isTrue(a(row)) && isTrue(b(row)));
  }
  return left;
}

function negation(scanner: Scanner, scope: Scope): Expression {
  return scanner.accept("not") ? negated(negation(scanner, scope)) : comparison(scanner, scope);
}

/** What is not known of a field that is not there stays so. */
const negated =
  (test: Expression): Expression =>
  (row) => {
    const value = test(row);
    return value === undefined ? undefined : truth(!isTrue(value));
  };

const comparisons: Readonly<Record<string, (order: number) => boolean>> = {
  "=": (order) => order === 0,
  "!=": (order) => order !== 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

function comparison(scanner: Scanner, scope: Scope): Expression {
  const left = sum(scanner, scope);
  const test = comparisons[scanner.peek().text];
  if (test && scanner.peek().kind === "sign") {
    scanner.next();
    const right = sum(scanner, scope);
    return (row) => {
      const [a, b] = [left(row), right(row)];
      return a === undefined || b === undefined ? undefined : truth(test(compare(a, b)));
    };
  }
  if (scanner.accept("not")) return negated(membership(scanner, scope, left) ?? refused(scanner));
  return membership(scanner, scope, left) ?? left;
}

const refused = (scanner: Scanner): never => {
  throw scanner.refusal();
};

/** `like "text"`, `like /regex/`, `=~ /regex/`, `in ["a", "b"]`. */
function membership(scanner: Scanner, scope: Scope, left: Expression): Expression | undefined {
  if (scanner.accept("in")) return among(scanner, scope, left);
  if (!scanner.accept("like") && !scanner.accept("=~")) return undefined;
  const regex = regexNext(scanner);
  const part = regex ? undefined : scanner.next();
  if (part && part.kind !== "text") throw scanner.refusal(undefined, part);
  const matches = (text: string) => (regex ? regex.test(text) : text.includes(part?.text ?? ""));
  return (row) => {
    const text = toText(left(row));
    return text === undefined ? undefined : truth(matches(text));
  };
}

function among(scanner: Scanner, scope: Scope, left: Expression): Expression {
  scanner.expect("[");
  const values = listed(scanner, scope, "]");
  return (row) => {
    const value = left(row);
    return value === undefined ? undefined : truth(values.some((each) => compare(value, each(row)) === 0));
  };
}

/** Expressions between commas, up to a closing sign, which is taken. */
export function listed(scanner: Scanner, scope: Scope, end: string): readonly Expression[] {
  const values: Expression[] = [];
  if (scanner.accept(end)) return values;
  do values.push(expression(scanner, scope));
  while (scanner.accept(","));
  scanner.expect(end);
  return values;
}

const arithmetic: Readonly<Record<string, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "%": (a, b) => a % b,
  "^": (a, b) => a ** b,
};

const taken = (scanner: Scanner, signs: readonly string[]) => signs.find((sign) => scanner.accept(sign));

type Part = (scanner: Scanner, scope: Scope) => Expression;

const chain =
  (signs: readonly string[], part: Part): Part =>
  (scanner, scope) => {
    let left = part(scanner, scope);
    for (let sign = taken(scanner, signs); sign; sign = taken(scanner, signs)) {
      const [a, b, run] = [left, part(scanner, scope), arithmetic[sign]];
      left = (row) => {
        const [x, y] = [toNumber(a(row)), toNumber(b(row))];
        const result = x === undefined || y === undefined ? undefined : run?.(x, y);
        return Number.isFinite(result) ? result : undefined;
      };
    }
    return left;
  };

const sum: Part = (scanner, scope) => chain(["+", "-"], product)(scanner, scope);
const product: Part = (scanner, scope) => chain(["*", "/", "%"], power)(scanner, scope);
const power: Part = (scanner, scope) => chain(["^"], primary)(scanner, scope);

function primary(scanner: Scanner, scope: Scope): Expression {
  if (scanner.accept("(")) {
    const inner = expression(scanner, scope);
    scanner.expect(")");
    return inner;
  }
  if (scanner.accept("-")) {
    const value = primary(scanner, scope);
    return (row) => {
      const number = toNumber(value(row));
      return number === undefined ? undefined : -number;
    };
  }
  const token = scanner.next();
  if (token.kind === "text") return () => token.text;
  if (token.kind === "number") return () => Number(token.text);
  if (token.kind === "period") return constant(periodOf(scanner, token));
  if (token.kind !== "name") throw scanner.refusal(undefined, token);
  return scanner.accept("(") ? called(scanner, scope, token) : named(scanner, scope, token);
}

const constant =
  (value: Value): Expression =>
  () =>
    value;

function named(scanner: Scanner, { fields }: Scope, token: Token): Expression {
  const { text } = token;
  if (["true", "false", "null"].includes(text.toLowerCase()))
    throw notThere(`word ${text}; truth in a message is 1 and 0`);
  if (fields && !fields.has(text)) throw scanner.refusal(`unknown symbols found in or after stats: ${text}`, token);
  return (row) => row.get(text);
}

function called(scanner: Scanner, scope: Scope, token: Token): Expression {
  const name = token.text.toLowerCase();
  const aggregate = scope.aggregate?.(name, scanner);
  if (aggregate) return aggregate;
  if (otherFunctions.has(name)) throw notThere(`function ${token.text}`);
  const values = listed(scanner, scope, ")");
  if (name === "bin") return binned(scanner, token, values);
  const run = functions[name];
  if (!run) throw scanner.refusal(`unknown function ${token.text}`, token);
  if (values.length < run.least || values.length > run.most)
    throw scanner.refusal(`wrong number of arguments of ${token.text}`, token);
  return (row) => run.run(values.map((value) => value(row)));
}

function binned(scanner: Scanner, token: Token, [period, ...more]: readonly Expression[]): Expression {
  if (!period || more.length > 0) throw scanner.refusal("bin takes one period", token);
  return (row) => functions["datefloor"]?.run([row.get("@timestamp"), period(row)]);
}
