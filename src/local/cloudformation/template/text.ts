import { isAlias, isMap, isScalar, isSeq, parseDocument, type Document, type Node } from "yaml";
import { isObject, type Json, type JsonObject } from "../../json.ts";
import { invalid } from "../refusal.ts";

/** Reads a template as JSON or YAML with CloudFormation's short tags, which become their long forms. */
export function parseTemplate(source: string): JsonObject {
  const value = source.trimStart().startsWith("{") ? fromJson(source) : fromYaml(source);
  if (!isObject(value)) throw invalid("Template format error: unsupported structure.");
  return value;
}

function fromJson(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch (error) {
    const position = /position (\d+)/.exec(error instanceof Error ? error.message : "")?.[1];
    const before = source.slice(0, Number(position ?? source.length)).split("\n");
    const column = (before.at(-1)?.length ?? 0) + 1;
    throw invalid(`Template format error: JSON not well-formed. (line ${before.length}, column ${column})`);
  }
}

function fromYaml(source: string): Json {
  const document = parseDocument(source, {
    // YAML 1.1 is CloudFormation's dialect: `Yes` is a boolean. A date stays the text it was written as.
    version: "1.1",
    merge: false,
    logLevel: "silent",
    customTags: (tags) => tags.filter((tag) => typeof tag === "string" || !tag.tag.endsWith(":timestamp")),
  });
  const [error] = document.errors;
  if (error) {
    const at = error.linePos?.[0];
    throw invalid(
      `Template format error: YAML not well-formed. (line ${String(at?.line ?? 1)}, column ${String(at?.col ?? 1)})`,
    );
  }
  return jsonOf(document.contents, document);
}

function jsonOf(node: unknown, document: Document): Json {
  if (isAlias(node)) return jsonOf(node.resolve(document), document);
  if (isMap(node))
    return tagged(
      node,
      Object.fromEntries(node.items.map(({ key, value }) => [keyOf(key), jsonOf(value, document)] as const)),
    );
  if (isSeq(node))
    return tagged(
      node,
      node.items.map((item) => jsonOf(item, document)),
    );
  return isScalar(node) ? tagged(node, scalarOf(node.value)) : null;
}

const keyOf = (key: unknown) => String(isScalar(key) ? (key.source ?? key.value) : key);

const scalarOf = (value: unknown): Json =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? value
    : typeof value === "bigint"
      ? String(value)
      : null;

function tagged(node: Node & { tag?: string }, value: Json): Json {
  const tag = node.tag;
  if (!tag?.startsWith("!") || tag.startsWith("!!")) return value;
  const name = tag.slice(1);
  if (name === "Ref" || name === "Condition") return { [name]: value };
  // !GetAtt splits at the first dot: what follows belongs to the attribute.
  if (name === "GetAtt" && typeof value === "string") {
    const [logicalId, ...attribute] = value.split(".");
    return { "Fn::GetAtt": [logicalId, attribute.join(".")] };
  }
  return { [`Fn::${name}`]: value };
}
