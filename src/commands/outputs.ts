import { defineCommand } from "../cli/command.ts";
import { arg, flag } from "../cli/flags.ts";

export const outputs = defineCommand({
  name: "outputs",
  summary: "Print the stack outputs of an environment",
  examples: [
    { command: "gworld outputs --env dev", summary: "All of them" },
    { command: "gworld outputs RestApiUrl --env dev", summary: "One value, bare" },
    { command: "gworld outputs --env dev --format env > .env", summary: "As variables for a shell" },
  ],
  exitCodes: ["credentials", "resumable", "notFound"],
  args: { key: arg.optional("Output to print") },
  flags: {
    format: flag.string("How to print them", { placeholder: "format", choices: ["text", "env", "json"] }),
  },
  async run({ key, format = "text" }, { io, connect }) {
    const [{ environmentOutputs }, text] = await Promise.all([
      import("../operations/outputs.ts"),
      import("../output/outputs.ts"),
    ]);
    const found = await environmentOutputs(await connect(), key);
    const renderings = {
      text: key === undefined ? text.outputsText : text.outputValueText,
      env: text.outputsEnvText,
      json: text.outputsJsonText,
    };
    io.result(found, format === "env" || format === "json" ? renderings[format] : renderings.text);
  },
});
