import { escapeXml } from "../xml.ts";

/** One element of a parsed document: text is what stands directly in it, entities resolved. */
export interface Element {
  readonly name: string;
  readonly text: string;
  readonly children: readonly Element[];
}

export const namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

/** An element around XML that is already escaped; undefined children are left out. */
export const element = (name: string, ...children: readonly (string | undefined)[]) =>
  `<${name}>${children.join("")}</${name}>`;

/** An element around text; undefined makes no element. */
export const leaf = (name: string, value: string | number | boolean | undefined) =>
  value === undefined ? undefined : `<${name}>${escapeXml(String(value))}</${name}>`;

/** A whole answer of S3. */
export const document = (root: string, ...children: readonly (string | undefined)[]) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${namespace}">${children.join("")}</${root}>`;

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

const token =
  /<\?[^>]*\?>|<!--[\s\S]*?-->|<(\/?)([A-Za-z_][\w.:-]*)((?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|[^<]+/y;

const maxDepth = 20;

interface Open {
  readonly name: string;
  text: string;
  readonly children: Element[];
}

/** The root of a document, or undefined where it is not well-formed. Declarations of types and entities are refused. */
export function parseXml(source: string): Element | undefined {
  const root: Open = { name: "", text: "", children: [] };
  const open = [root];
  token.lastIndex = 0;
  while (token.lastIndex < source.length) {
    const match = token.exec(source);
    const top = open.at(-1);
    if (match === null || top === undefined || !step(open, top, match)) return undefined;
  }
  return open.length === 1 && root.children.length === 1 && root.text.trim() === "" ? root.children[0] : undefined;
}

function step(open: Open[], top: Open, [whole, closing, name, , empty]: RegExpExecArray): boolean {
  if (name === undefined) return whole.startsWith("<") || addText(top, whole);
  const local = name.slice(name.indexOf(":") + 1);
  if (closing === "/") {
    open.pop();
    open.at(-1)?.children.push(top);
    return open.length > 0 && top.name === local;
  }
  const opened: Open = { name: local, text: "", children: [] };
  if (empty === "/") top.children.push(opened);
  else open.push(opened);
  return open.length <= maxDepth;
}

function addText(top: Open, raw: string): boolean {
  let sound = true;
  top.text += raw.replaceAll(/&(#x[\da-fA-F]+|#\d+|\w+)?;?/g, (whole: string, name: string | undefined) => {
    const found = name === undefined || !whole.endsWith(";") ? undefined : entity(name);
    sound &&= found !== undefined;
    return found ?? "";
  });
  return sound;
}

function entity(name: string): string | undefined {
  if (!name.startsWith("#")) return entities[name];
  const code = name.startsWith("#x") ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : undefined;
}

/** The children of an element with a name. */
export const childrenOf = (parent: Element | undefined, name: string): readonly Element[] =>
  parent?.children.filter((child) => child.name === name) ?? [];

/** The trimmed text of the first child with a name. */
export const childText = (parent: Element | undefined, name: string): string | undefined =>
  childrenOf(parent, name)[0]?.text.trim();
