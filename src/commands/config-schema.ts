import { defineCommand } from "../cli/command.ts";

export const configSchema = defineCommand({
  name: "config schema",
  summary: "Print the JSON Schema of gworld.yaml, for editors",
  examples: [
    { command: "gworld config schema > gworld.schema.json", summary: "Keep it beside the configuration" },
    { command: "gworld config schema --json", summary: "The same document" },
  ],
  args: {},
  flags: {},
  async run(_, { io }) {
    const { configJsonSchema } = await import("../model/config/json-schema.ts");
    io.result(configJsonSchema(), (schema) => JSON.stringify(schema, undefined, 2));
  },
});
