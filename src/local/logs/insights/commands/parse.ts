import { nameNext, namesOf } from "../columns.ts";
import { eachRow, type Plan } from "../plan.ts";
import { regexNext } from "../regex.ts";
import type { Scanner } from "../scanner.ts";
import { toText } from "../value.ts";

/**
 * `parse @message "user=*, took *" as user, ms` and `parse field /took (?<ms>\d+)/`: new fields out of a text, by default
 * the message. Rows that do not fit stay as they are.
 */
export function parse(scanner: Scanner, plan: Plan): void {
  const field = scanner.peek().kind === "name" ? nameNext(scanner) : "@message";
  const extract = byRegex(scanner) ?? byGlob(scanner);
  const { fields } = plan.scope;
  if (fields) plan.scope = { fields: new Set([...fields, ...extract.names]) };
  plan.stages.push(
    eachRow((row) => {
      const found = extract.regex.exec(toText(row.get(field)) ?? "");
      if (found)
        for (const [index, name] of extract.names.entries())
          row.set(name, found.groups ? found.groups[name] : found[index + 1]);
      return true;
    }),
  );
}

interface Extract {
  readonly regex: RegExp;
  readonly names: readonly string[];
}

function byRegex(scanner: Scanner): Extract | undefined {
  const at = scanner.peek();
  const regex = regexNext(scanner);
  if (!regex) return undefined;
  const names = [...regex.source.matchAll(/\(\?<([A-Za-z_]\w*)>/g)].map(([, name = ""]) => name);
  if (names.length === 0) throw scanner.refusal("a regular expression of parse needs named groups", at);
  return { regex, names };
}

/** Each `*` stands for as little as fits, the last one at the end for all the rest. */
function byGlob(scanner: Scanner): Extract {
  const glob = scanner.next();
  if (glob.kind !== "text") throw scanner.refusal(undefined, glob);
  scanner.expect("as");
  const names = namesOf(scanner);
  const parts = glob.text.split("*").map((part) => part.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`));
  if (parts.length - 1 !== names.length)
    throw scanner.refusal(`${parts.length - 1} wildcards for ${names.length} fields`, glob);
  return { regex: new RegExp(parts.join("(.*?)") + (parts.at(-1) === "" ? "$" : ""), "s"), names };
}
