import { fieldComparison } from "./comparison.ts";
import { conditions, type Input, inputOf } from "./input.ts";
import { invalidPattern } from "./refuse.ts";
import type { Matches } from "./text.ts";

const token = /\s*(\.\.\.|,|&&|\|\||!=|<=|>=|[=<>]|"(?:[^"\\]|\\.)*"|%[^%]+%|[^\s,&|=<>!"%]+)\s*/y;

type FieldTest = (field: string) => boolean;

/** `ip, user, ..., status_code = 4*, bytes > 1000`: one condition a field, `...` for any number of fields. */
export function spaceDelimitedPattern(text: string): Matches {
  const { before, after } = parse(inputOf(text, token));
  return (message) => {
    const fields = fieldsOf(message);
    if (after === undefined ? fields.length !== before.length : fields.length < before.length + after.length)
      return false;
    const tail = after === undefined ? 0 : fields.length - after.length;
    return (
      before.every((test, index) => test(fields[index] ?? "")) &&
      (after ?? []).every((test, index) => test(fields[tail + index] ?? ""))
    );
  };
}

interface Layout {
  readonly before: readonly FieldTest[];
  /** The fields after `...`; without one there is no tail. */
  readonly after: readonly FieldTest[] | undefined;
}

function parse(input: Input): Layout {
  const before: FieldTest[] = [];
  let after: FieldTest[] | undefined;
  do {
    if (!input.accept("...")) (after ?? before).push(fieldTest(input));
    else if (after) throw invalidPattern("'...' can stand once");
    else after = [];
  } while (input.accept(","));
  if (input.peek() !== "") throw invalidPattern();
  return { before, after };
}

/** A field is nothing between two commas, or a name, or conditions that all begin with its name. */
function fieldTest(input: Input): FieldTest {
  const name = input.peek();
  if (name === "" || name === ",") return () => true;
  if (!/^[A-Za-z_][\w-]*$/.test(name)) throw invalidPattern(`'${name}' does not name a field`);
  return conditions(input, () => {
    if (input.next() !== name) throw invalidPattern(`A condition on the field '${name}' can name no other`);
    return condition(input);
  });
}

function condition(input: Input): FieldTest {
  const operator = ["=", "!=", "<=", ">=", "<", ">"].find((sign) => input.accept(sign));
  if (operator === undefined) return () => true;
  const test = fieldComparison(operator, input.next());
  if (!test) throw invalidPattern();
  return test;
}

/** The fields of an event: words, and what stands between brackets or double quotes, without them. */
export function fieldsOf(message: string): readonly string[] {
  return [...message.matchAll(/\[([^\]]*)\](?=\s|$)|"((?:[^"\\]|\\.)*)"(?=\s|$)|(\S+)/g)].map(
    ([, bracketed, quoted, word]) => bracketed ?? quoted ?? word ?? "",
  );
}
