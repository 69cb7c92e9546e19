import { describe, expect, test } from "vitest";
import type { EnvironmentPicture } from "../../src/operations/graph.ts";
import { graphFormats, graphRender } from "../../src/output/graph.ts";
import { plainStyle } from "../../src/output/style.ts";
import { pictureOf } from "../../src/model/picture/picture.ts";
import { configOf, environments, freshSynth } from "../templates/synthesized.ts";

const pictureFor = (name: (typeof environments)[number]): EnvironmentPicture => {
  const config = configOf(name);
  return { env: name, project: config.project, region: config.region, ...pictureOf(freshSynth(config)) };
};
const prod = pictureFor("prod");
const render = (picture: EnvironmentPicture, format: (typeof graphFormats)[number], width = 80) =>
  graphRender[format](picture, plainStyle(width));

const nasty = `</text><script>alert("1")</script>&'\u001b[31m]"; click n0 href`;
const hostile: EnvironmentPicture = {
  ...prod,
  project: nasty,
  nodes: [
    { id: "a", kind: nasty, title: nasty, details: [nasty], part: "api" },
    { id: "b", kind: "S3", title: "plain", details: [], items: [nasty], part: "storage" },
  ],
  edges: [{ from: "a", to: "b", label: nasty }],
};

test.each(graphFormats)("%s has the same bytes every time", (format) => {
  expect(render(pictureFor("prod"), format)).toBe(render(prod, format));
});

/** The names of all elements of a document, which must be balanced. */
function elementsOf(markup: string): readonly string[] {
  const open: string[] = [];
  const names: string[] = [];
  for (const [, end = "", name = "", rest = ""] of markup.matchAll(/<(\/?)([a-zA-Z]+)((?:"[^"]*"|[^">])*)>/g)) {
    if (end === "/") {
      if (open.pop() !== name) open.push(`</${name}>`);
    } else {
      names.push(name);
      if (!rest.endsWith("/") && !["meta"].includes(name)) open.push(name);
    }
  }
  expect(open).toEqual([]);
  return names;
}

describe.each(["svg", "html"] as const)("%s", (format) => {
  test("is whole, and needs nothing from anywhere", () => {
    const markup = render(prod, format);
    expect(elementsOf(markup)).toContain("svg");
    expect(markup.replace('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(
      /https?:|\bsrc=|href=|@import|<script/,
    );
    expect(markup.match(/url\([^)]*\)/g)?.every((url) => url === "url(#arrow)")).toBe(true);
    expect(markup).toContain("prefers-color-scheme:dark");
  });

  test("names cannot become markup", () => {
    const names = elementsOf(render(hostile, format));
    expect(names).not.toContain("script");
    expect(render(hostile, format)).toContain("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;");
    expect(render(hostile, format)).not.toContain("\u001b");
  });
});

test("Mermaid gets names of ours and labels that cannot be syntax", () => {
  for (const line of render(hostile, "mermaid").split("\n").slice(1)) {
    const bare = line.trim().replaceAll(/"[^"]*"/g, '""');
    expect(bare).toMatch(/^(?:[ns]\d+x?\[""\]|subgraph s\d+\[""\]|end|[ns]\d+ -\.?->(?:\|""\|)? [ns]\d+)$/);
  }
  expect(render(hostile, "mermaid")).toContain("#60;script#62;");
});

test("Mermaid of an environment begins as a flowchart and closes its subgraphs", () => {
  const lines = render(prod, "mermaid").split("\n");
  expect(lines[0]).toBe("flowchart TB");
  expect(lines.filter((line) => line.includes("subgraph "))).toHaveLength(7);
  expect(lines.filter((line) => line.trim() === "end")).toHaveLength(7);
});

test.each(environments)("the text of %s fits into 80 columns and shows each thing once in full", (name) => {
  const lines = render(pictureFor(name), "text").split("\n");
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(lines.filter((line) => line.includes("point-in-time recovery"))).toHaveLength(1);
  expect(lines.find((line) => line.includes("agent-runtime (/agents)"))).toMatch(/^ {3}│ {5,}├─ agent-runtime/);
});

test("hostile names reach no terminal as they are", () => {
  expect(render(hostile, "text")).not.toContain("\u001b");
});
