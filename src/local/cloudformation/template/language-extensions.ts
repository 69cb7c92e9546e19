import { isObject, list, text, type Json, type JsonObject } from "../../json.ts";
import { invalid } from "../refusal.ts";

/** The transform whose functions a template may use besides its own. */
export const languageExtensions = "AWS::LanguageExtensions";

/** The transforms that a template names, in order. */
export const transformsOf = (body: JsonObject): readonly string[] => {
  const given = body["Transform"];
  return typeof given === "string" ? [given] : list(body, "Transform").map(String);
};

/** The template without its loops: every Fn::ForEach of it, wherever it stands, written out. */
export function expanded(body: JsonObject): JsonObject {
  const { Transform: _transform, ...rest } = body;
  return members(rest, {});
}

type Names = Readonly<Record<string, string>>;

function members(value: JsonObject, names: Names): JsonObject {
  const found: Record<string, Json> = {};
  for (const [key, member] of Object.entries(value)) {
    const made = key.startsWith("Fn::ForEach::")
      ? loop(key, member, names)
      : { [named(key, names)]: inside(member, names) };
    const twice = Object.keys(made).find((name) => Object.hasOwn(found, name));
    if (twice !== undefined) throw invalid(`Template error: Fn::ForEach makes ${twice} twice`);
    Object.assign(found, made);
  }
  return found;
}

/** `[identifier, collection, { "Key${identifier}": body }]`. Values are taken as they are written: no parameter is asked. */
function loop(key: string, argument: Json, names: Names): JsonObject {
  const [identifier, collection, body]: readonly Json[] = Array.isArray(argument) ? argument : [];
  if (typeof identifier !== "string" || !isObject(body)) throw invalid(`Template error: ${key} layout is incorrect`);
  if (!Array.isArray(collection))
    throw invalid(
      `The local cloud writes ${key} out over a list of texts only; give the list itself instead of a reference`,
    );
  return Object.assign(
    {},
    ...collection.map((value: Json) => members(body, { ...names, [identifier]: text({ value }, "value") ?? "" })),
  );
}

function inside(value: Json, names: Names): Json {
  if (typeof value === "string") return named(value, names);
  if (Array.isArray(value)) return value.map((item: Json) => inside(item, names));
  if (!isObject(value)) return value;
  const reference = text(value, "Ref");
  // A reference to the loop's own name is its value.
  if (reference !== undefined && Object.hasOwn(names, reference)) return names[reference];
  return members(value, names);
}

/** `${Name}` and `&{Name}` (without what is not alphanumeric) of the loops around. */
const named = (source: string, names: Names): string =>
  source.replaceAll(/([$&])\{(\w+)\}/g, (whole, mark: string, name: string) => {
    const value = Object.hasOwn(names, name) ? names[name] : undefined;
    if (value === undefined) return whole;
    return mark === "&" ? value.replaceAll(/[^A-Za-z0-9]/g, "") : value;
  });
