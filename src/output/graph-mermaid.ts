import type { Picture, PictureEdge } from "../model/picture/picture.ts";
import { safeLine } from "./safe-text.ts";

/** The picture as a flowchart of Mermaid, a subgraph a stack. Names are ours, so that nothing in a label can be syntax. */
export function graphMermaid({ nodes, edges, stacks, wires }: Picture): string {
  const names = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  const boxes = new Map(stacks.map(({ part }, index) => [part, `s${index}`]));
  const node = ({ id, title, details, items = [] }: Picture["nodes"][number]) =>
    `${names.get(id) ?? ""}["${[title, ...details, ...items].map(label).join("<br/>")}"]`;
  const outside = nodes.filter(({ part }) => part === undefined).map(node);
  const groups = stacks.flatMap(({ part, name, resources, facts }) => {
    const own = nodes.filter((one) => one.part === part).map(node);
    const inside = own.length > 0 ? own : [`${boxes.get(part) ?? ""}x["${facts.map(label).join("<br/>") || "-"}"]`];
    return [
      `subgraph ${boxes.get(part) ?? ""}["${label(name)}: ${resources} resources"]`,
      ...inside.map((one) => `  ${one}`),
      "end",
    ];
  });
  return [
    "flowchart TB",
    ...[
      ...outside,
      ...groups,
      ...edges.map((edge) => arrow(edge, names, "-->")),
      ...wires.map((edge) => arrow(edge, boxes, "-.->")),
    ].map((line) => `  ${line}`),
  ].join("\n");
}

function arrow({ from, to, label: text }: PictureEdge, names: ReadonlyMap<string, string>, line: string): string {
  const said = text === undefined || text === "" ? "" : `|"${label(text)}"|`;
  return `${names.get(from) ?? ""} ${line}${said} ${names.get(to) ?? ""}`;
}

/** Whatever is neither letter, digit nor plain punctuation goes as an entity code, as Mermaid writes them. */
const label = (text: string) =>
  safeLine(text).replaceAll(/[^\p{L}\p{N} .,:/+×()_-]/gu, (character) => `#${character.codePointAt(0) ?? 32};`);
