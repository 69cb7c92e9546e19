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

const titleOf = ({ project, env }: EnvironmentPicture) => `${project} ${env}`;

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
  { title: "HOLDS", text: ({ facts }) => facts.slice(0, 3).join(", ") },
];

/** What is reached from where, each thing once: where it is met again stands only its name. */
function tree({ nodes, edges }: Picture, style: Style): readonly string[] {
  const known = new Map(nodes.map((node) => [node.id, node]));
  const shown = new Set<string>();
  const lines: string[] = [];
  const draw = (node: PictureNode, edge: PictureEdge | undefined, lead: string, limb: string) => {
    const again = shown.has(node.id);
    shown.add(node.id);
    const indent = lead.length + limb.length;
    const says = again ? [] : [...node.details, ...(node.items ?? [])];
    lines.push(`${style.dim(lead + limb)}${head(node, edge, says, indent, style)}`);
    if (again) return;
    const children = edges.filter(({ from }) => from === node.id);
    children.forEach((child, index) => {
      const target = known.get(child.to);
      const isLast = index === children.length - 1;
      const under = limb === "" ? "" : `${lead}${limb.startsWith("└") ? "   " : "│  "}`;
      if (target !== undefined) draw(target, child, under, isLast ? "└─ " : "├─ ");
    });
  };
  const reached = new Set(edges.map(({ to }) => to));
  for (const node of nodes.filter(({ id }) => !reached.has(id))) draw(node, undefined, "", "");
  for (const node of nodes.filter(({ id }) => !shown.has(id))) draw(node, undefined, "", "");
  return lines;
}

function head(
  { title, part }: PictureNode,
  edge: PictureEdge | undefined,
  says: readonly string[],
  indent: number,
  style: Style,
): string {
  const name = safeLine(title);
  const why = edge?.label ? [style.dim(`(${safeLine(edge.label)})`)] : [];
  const words = says.map((one, index) => `${safeLine(one)}${index < says.length - 1 ? "," : ""}`);
  const parts = [
    part === undefined ? style.bold(name) : style.hue(part, name),
    ...why,
    ...words.flatMap((one) => one.split(" ")),
  ];
  return flow(parts, { width: style.width - indent, indent: 2 }).replaceAll("\n", `\n${" ".repeat(indent)}`);
}
