import { defineCommand } from "../cli/command.ts";
import { environmentNames } from "../model/config/resolve.ts";

export const configValidate = defineCommand({
  name: "config validate",
  summary: "Check gworld.yaml: every problem at once, with its line and column",
  examples: [
    { command: "gworld config validate", summary: "The file here or above" },
    { command: "gworld config validate --config other.yaml", summary: "Another file" },
  ],
  args: {},
  flags: {},
  async run(_, { io, config, configFile }) {
    const { path } = await configFile();
    const { file } = await config();
    io.result({ file: path, valid: true, environments: environmentNames(file) }, ({ environments }) =>
      path === undefined
        ? `There is no gworld.yaml; the presets hold: ${environments.join(", ")}.`
        : `${path} is valid. Environments: ${environments.join(", ")}.`,
    );
  },
});
