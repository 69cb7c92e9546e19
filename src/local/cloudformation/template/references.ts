import { isObject, text, type Json } from "../../json.ts";

/** What an expression reads. */
export type Reference =
  | { readonly kind: "ref"; readonly name: string }
  | { readonly kind: "attribute"; readonly name: string; readonly attribute: string }
  | { readonly kind: "condition"; readonly name: string }
  | { readonly kind: "import"; readonly name: Json };

/** Every reference an expression can make, in the order written; both branches of an Fn::If count. */
export function referencesOf(expression: Json): readonly Reference[] {
  if (Array.isArray(expression)) return expression.flatMap((item) => referencesOf(item));
  if (!isObject(expression)) return [];
  const [[key, argument] = ["", undefined], ...rest] = Object.entries(expression);
  if (rest.length > 0) return Object.values(expression).flatMap((item) => referencesOf(item));
  return direct(key, argument) ?? referencesOf(argument);
}

function direct(key: string, argument: Json): readonly Reference[] | undefined {
  if (key === "Ref" && typeof argument === "string") return [{ kind: "ref", name: argument }];
  if (key === "Condition" && typeof argument === "string") return [{ kind: "condition", name: argument }];
  if (key === "Fn::GetAtt") return getAtt(argument);
  if (key === "Fn::Sub") return sub(argument);
  if (key === "Fn::ImportValue") return [{ kind: "import", name: argument }, ...referencesOf(argument)];
  if (key === "Fn::If" && Array.isArray(argument) && typeof argument[0] === "string")
    return [{ kind: "condition", name: argument[0] }, ...referencesOf(argument.slice(1))];
  return undefined;
}

/** Both spellings of Fn::GetAtt, as logical ID and attribute; undefined when it is neither. */
export function attributeOf(argument: Json): { name: string; attribute: Json } | undefined {
  if (typeof argument === "string") {
    const dot = argument.indexOf(".");
    return dot > 0 ? { name: argument.slice(0, dot), attribute: argument.slice(dot + 1) } : undefined;
  }
  if (!Array.isArray(argument)) return undefined;
  const parts: readonly Json[] = argument;
  const name = parts[0];
  if (typeof name !== "string" || name === "" || parts[1] === "" || parts[1] === undefined) return undefined;
  return { name, attribute: parts.length === 2 ? parts[1] : parts.slice(1).map(String).join(".") };
}

function getAtt(argument: Json): readonly Reference[] {
  const found = attributeOf(argument);
  if (!found) return [];
  return typeof found.attribute === "string"
    ? [{ kind: "attribute", name: found.name, attribute: found.attribute }]
    : [{ kind: "attribute", name: found.name, attribute: "" }, ...referencesOf(found.attribute)];
}

/** Names in `${...}` of a Fn::Sub string; `${!literal}` is none. */
const variablesOf = (pattern: string) =>
  [...pattern.matchAll(/\$\{([^}]*)\}/g)].flatMap(([, name = ""]) => (name.startsWith("!") ? [] : [name.trim()]));

function sub(argument: Json): readonly Reference[] {
  const parts: readonly Json[] = Array.isArray(argument) ? argument : [argument];
  const own = isObject(parts[1]) ? parts[1] : {};
  return [
    ...variablesOf(text(parts, "0") ?? (typeof parts[0] === "string" ? parts[0] : "")).flatMap((name): Reference[] => {
      if (Object.hasOwn(own, name)) return [];
      const dot = name.indexOf(".");
      return dot < 0
        ? [{ kind: "ref", name }]
        : [{ kind: "attribute", name: name.slice(0, dot), attribute: name.slice(dot + 1) }];
    }),
    ...referencesOf(own),
  ];
}
