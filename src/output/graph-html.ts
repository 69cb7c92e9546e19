import type { Picture } from "../model/picture/picture.ts";
import { graphSvg, xml } from "./graph-svg.ts";

/** The drawing as a page of its own, which needs nothing from anywhere. */
export const graphHtml = (picture: Picture, title: string, summary: string) =>
  [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${xml(title)}</title>`,
    "<style>body{margin:0;background:#fff}main{display:flex;justify-content:safe center;overflow:auto}svg{flex:none}@media(prefers-color-scheme:dark){body{background:#0d1117}}</style>",
    "</head>",
    "<body>",
    "<main>",
    graphSvg(picture, title, summary),
    "</main>",
    "</body>",
    "</html>",
  ].join("\n");
