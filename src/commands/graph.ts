import { defineCommand } from "../cli/command.ts";
import { flag } from "../cli/flags.ts";

export const graph = defineCommand({
  name: "graph",
  summary: "Draw an environment from its templates: what clients reach through what, and its stacks; offline",
  examples: [
    { command: "gworld graph --env dev", summary: "As a tree, for a terminal" },
    { command: "gworld graph --env prod --format svg > prod.svg", summary: "As a drawing of its own, light and dark" },
    { command: "gworld graph --env prod --format mermaid", summary: "For a page that draws Mermaid" },
  ],
  exitCodes: ["notFound"],
  args: {},
  flags: {
    format: flag.string("How to draw it", { placeholder: "format", choices: ["text", "mermaid", "svg", "html"] }),
  },
  async run({ format }, { io, synth, environment }) {
    const [{ environmentPicture }, { graphFormats, graphRender }] = await Promise.all([
      import("../operations/graph.ts"),
      import("../output/graph.ts"),
    ]);
    const chosen = graphFormats.find((one) => one === format) ?? "text";
    io.result(await environmentPicture(synth, await environment()), graphRender[chosen]);
  },
});
