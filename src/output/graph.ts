import type { Picture, PictureEdge, PictureNode } from "../model/picture/picture.ts";
import type { EnvironmentPicture } from "../operations/graph.ts";
import type { Style } from "../ports/io.ts";
import { graphHtml } from "./graph-html.ts";
import { graphMermaid } from "./graph-mermaid.ts";
import { graphSvg } from "./graph-svg.ts";
import { flow } from "./flow.ts";
import { safeLine } from "./safe-text.ts";
import { table, type Column } from "./table.ts";

export const graphFormats = ["text", "mermaid", "svg", "html"] as const;
export type GraphFormat = (typeof graphFormats)[number];

/** How a picture is written in each format. */
export const graphRender: Readonly<Record<GraphFormat, (picture: EnvironmentPicture, style: Style) => string>> = {
  text: graphText,
  mermaid: graphMermaid,
  svg: (picture) => graphSvg(picture, titleOf(picture), summaryOf(picture)),
  html: (picture) => graphHtml(picture, titleOf(picture), summaryOf(picture)),
};

const titleOf = ({ project, env }: EnvironmentPicture) => safeLine(`${project} ${env}`);

const summaryOf = ({ region, stacks }: EnvironmentPicture) =>
  `${region}, ${stacks.length} stacks, ${stacks.reduce((sum, { resources }) => sum + resources, 0)} resources`;

function graphText(picture: EnvironmentPicture, style: Style): string {
  return [
    `${style.bold(titleOf(picture))}  ${style.dim(summaryOf(picture))}`,
    "",
    ...tree(picture, style),
    "",
    table(
      picture.stacks.map((stack) => ({ ...stack, wires: picture.wires })),
      stackColumns,
      style,
    ),
  ].join("\n");
}

type StackRow = Picture["stacks"][number] & { readonly wires: Picture["wires"] };

const stackColumns: readonly Column<StackRow>[] = [
  { title: "STACK", text: ({ part }, style) => style.hue(part, part) },
  { title: "RESOURCES", text: ({ resources }) => resources, align: "right" },
  {
    title: "TAKES VALUES OF",
    text: ({ part, wires }) =>
      wires
        .filter(({ to }) => to === part)
        .map(({ from }) => from)
        .join(", ") || "-",
  },
  { title: "HOLDS", text: ({ facts }) => facts.slice(0, 2).join(", ") },
];

/** What is reached from where, each thing once: where it is met again stands only its name. */
function tree({ nodes, edges }: Picture, style: Style): readonly string[] {
  const known = new Map(nodes.map((node) => [node.id, node]));
  const shown = new Set<string>();
  const lines: string[] = [];
  const draw = (node: PictureNode, edge: PictureEdge | undefined, lead: string, limb: string) => {
    const again = shown.has(node.id);
    shown.add(node.id);
    const children = again ? [] : edges.filter(({ from }) => from === node.id);
    const says = again ? [] : [...node.details, ...(node.items ?? [])];
    const under = limb === "" ? "" : `${lead}${limb.startsWith("└") ? "   " : "│  "}`;
    const below = `${under}${children.length > 0 ? "│  " : "   "}`;
    const text = head(node, edge, says, { ...style, width: style.width - below.length });
    lines.push(`${style.dim(lead + limb)}${text.replaceAll("\n", `\n${style.dim(below)}`)}`);
    children.forEach((child, index) => {
      const target = known.get(child.to);
      if (target !== undefined) draw(target, child, under, index === children.length - 1 ? "└─ " : "├─ ");
    });
  };
  const reached = new Set(edges.map(({ to }) => to));
  for (const node of nodes.filter(({ id }) => !reached.has(id))) draw(node, undefined, "", "");
  for (const node of nodes.filter(({ id }) => !shown.has(id))) draw(node, undefined, "", "");
  return lines;
}

function head({ title, part }: PictureNode, edge: PictureEdge | undefined, says: readonly string[], style: Style) {
  const name = safeLine(title);
  const why = edge?.label ? [style.dim(`(${safeLine(edge.label)})`)] : [];
  const words = says.map((one, index) => `${safeLine(one)}${index < says.length - 1 ? "," : ""}`);
  const shown = part === undefined ? style.bold(name) : style.hue(part, name);
  return flow([shown, ...why, ...words], { width: style.width, indent: 0 });
}
