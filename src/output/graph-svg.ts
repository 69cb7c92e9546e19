import { layOut, type Layout, type PlacedBox, type Point, type Route } from "../model/picture/layout.ts";
import type { Picture, PictureEdge, PictureNode } from "../model/picture/picture.ts";
import type { StackBox } from "../model/picture/stacks.ts";
import { graphStyle } from "./graph-style.ts";
import { safeLine } from "./safe-text.ts";
import { displayWidth } from "./width.ts";

/** What a box says: a small line above, a title, lines below. `hue` is the stack whose colour it has. */
interface Card {
  readonly id: string;
  readonly over: string;
  readonly corner: string;
  readonly title: string;
  readonly lines: readonly string[];
  readonly hue: string;
}

const margin = 32;
const padding = 14;

/** The picture as one SVG document: no script, nothing from elsewhere, the same bytes for the same templates. */
export function graphSvg(picture: Picture, title: string, summary: string): string {
  const traffic = drawing(picture.nodes.map(nodeCard), picture.edges);
  const stacks = drawing(picture.stacks.map(stackCard), picture.wires);
  const wide = Math.max(traffic.width, stacks.width, 480);
  const [first, second] = [96, 96 + traffic.height + 96];
  const [width, height] = [Math.ceil(wide + 2 * margin), Math.ceil(second + stacks.height + margin)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="gworld-title gworld-summary">`,
    `<title id="gworld-title">${xml(title)}</title>`,
    `<desc id="gworld-summary">${xml(summary)}</desc>`,
    `<style>${graphStyle}</style>`,
    `<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path class="head" d="M0 0 8 4 0 8z"/></marker></defs>`,
    `<rect class="page" width="${width}" height="${height}"/>`,
    `<text class="heading" x="${margin}" y="44">${xml(title)}</text>`,
    `<text class="small" x="${margin}" y="66">${xml(summary)}</text>`,
    placed(traffic.svg, (width - traffic.width) / 2, first),
    `<text class="section" x="${margin}" y="${second - 40}">Stacks, and what they hand down</text>`,
    placed(stacks.svg, (width - stacks.width) / 2, second),
    "</svg>",
  ].join("\n");
}

const placed = (svg: string, x: number, y: number) =>
  `<g transform="translate(${Math.round(x)} ${Math.round(y)})">\n${svg}\n</g>`;

const nodeCard = ({ id, kind, part, title, details, items = [] }: PictureNode): Card => ({
  id,
  over: kind,
  corner: part ?? "",
  title,
  lines: [...details, ...inRows(items)],
  hue: part ?? "outside",
});

const stackCard = ({ part, region, resources, facts }: StackBox): Card => ({
  id: part,
  over: region,
  corner: `${resources} resources`,
  title: part,
  lines: inRows(facts, 2),
  hue: part,
});

function inRows(items: readonly string[], most = 3): readonly string[] {
  const rows = Array.from({ length: Math.ceil(items.length / most) }, (_, row) =>
    items.slice(row * most, (row + 1) * most),
  );
  return rows.map((row) => row.join(", "));
}

function drawing(cards: readonly Card[], edges: readonly PictureEdge[]) {
  const clean = cards.map((card) => ({
    ...card,
    over: safeLine(card.over),
    title: safeLine(card.title),
    lines: card.lines.map(safeLine),
  }));
  const layout = layOut(
    clean.map((card) => ({ id: card.id, ...size(card) })),
    edges,
  );
  const boxes = clean.flatMap((card) => {
    const box = layout.boxes.get(card.id);
    return box === undefined ? [] : [cardSvg(card, box)];
  });
  const svg = [...layout.routes.map(lineSvg), ...boxes, ...labels(layout)].join("\n");
  return { svg, width: layout.width, height: layout.height };
}

function size({ over, corner, title, lines }: Card) {
  const widths = [
    textWidth(over, 11) + (corner === "" ? 0 : textWidth(corner, 11) + 18),
    textWidth(title, 15) * 1.2,
    ...lines.map((line) => textWidth(line, 12)),
  ];
  return { width: Math.max(150, Math.ceil(Math.max(...widths)) + 2 * padding), height: 56 + lines.length * 17 };
}

/** Somewhat more than a usual sans-serif font takes. */
const textWidth = (text: string, fontSize: number) => displayWidth(text) * fontSize * 0.6;

function cardSvg({ over, corner, title, lines, hue }: Card, { x, y, width, height }: PlacedBox): string {
  const left = x + padding;
  return [
    `<g class="card ${hue}">`,
    `<rect class="body" x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/>`,
    `<rect class="stripe" x="${x}" y="${y + 8}" width="4" height="${height - 16}"/>`,
    `<text class="over" x="${left}" y="${y + 19}">${xml(over)}</text>`,
    `<text class="corner" x="${x + width - padding}" y="${y + 19}">${xml(corner)}</text>`,
    `<text class="name" x="${left}" y="${y + 40}">${xml(title)}</text>`,
    ...lines.map((line, index) => `<text class="line" x="${left}" y="${y + 60 + index * 17}">${xml(line)}</text>`),
    "</g>",
  ].join("");
}

/** A line that leaves and arrives upright. */
function lineSvg({ points }: Route<PictureEdge>): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  let path = `M${first.x} ${first.y}`;
  let before = first;
  for (const point of rest) {
    const middle = Math.round((before.y + point.y) * 5) / 10;
    path += point.x === before.x ? `V${point.y}` : `C${before.x} ${middle} ${point.x} ${middle} ${point.x} ${point.y}`;
    before = point;
  }
  return `<path class="link" d="${path}" marker-end="url(#arrow)"/>`;
}

/** Labels stand on their lines, near the end; those of one box each somewhat farther from it. */
function labels({ routes }: Layout<PictureEdge>): readonly string[] {
  const taken = new Map<string, number>();
  const inOrder = routes.toSorted((a, b) => (a.points.at(-1)?.x ?? 0) - (b.points.at(-1)?.x ?? 0));
  return inOrder.flatMap(({ link: { to, label = "" }, points }) => {
    const [start, end] = points.slice(-2);
    if (label === "" || start === undefined || end === undefined) return [];
    const nth = taken.get(to) ?? 0;
    taken.set(to, nth + 1);
    const { x, y } = along(start, end, 0.78 - (nth % 3) * 0.2);
    return [`<text class="label" x="${x}" y="${y}">${xml(label)}</text>`];
  });
}

/** A point of the curve that leaves and arrives upright, 0 at its start and 1 at its end. */
function along(start: Point, end: Point, t: number): Point {
  const x = start.x + (end.x - start.x) * t * t * (3 - 2 * t);
  const y = start.y + (end.y - start.y) * (1.5 * t * (1 - t) + t * t * t);
  return { x: Math.round(x * 10) / 10, y: Math.round(y * 10) / 10 };
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text for XML and HTML, in elements and in attributes. */
export const xml = (text: string) => safeLine(text).replaceAll(/[&<>"']/g, (character) => entities[character] ?? "");
