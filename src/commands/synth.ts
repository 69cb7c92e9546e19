import { defineCommand } from "../cli/command.ts";
import { flag } from "../cli/flags.ts";

export const synth = defineCommand({
  name: "synth",
  summary: "Make the CloudFormation templates of an environment; offline, no credentials",
  examples: [
    { command: "gworld synth --env dev --out templates.out", summary: "Write all templates to a folder" },
    { command: "gworld synth --env prod --stack network", summary: "Print one template" },
  ],
  exitCodes: ["notFound"],
  args: {},
  flags: {
    out: flag.string("Folder to write the templates to", { placeholder: "dir" }),
    stack: flag.list("Only these stacks", { placeholder: "stack" }),
  },
  async run({ out, stack }, { io, synth, environment, writeFile }) {
    const [{ synthesize }, { synthText, templateText }] = await Promise.all([
      import("../operations/synth.ts"),
      import("../output/synth.ts"),
    ]);
    const note = (text: string) => io.note(text);
    const { stacks, templates } = await synthesize(synth, await environment(), { stacks: stack, out, note, writeFile });
    const [only] = templates;
    const alone = stack.length === 1 && out === undefined && only !== undefined;
    io.result({ stacks }, alone ? () => templateText(only.body) : synthText);
  },
});
