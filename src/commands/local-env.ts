import { defineCommand } from "../cli/command.ts";
import { localCredentials } from "../model/local-credentials.ts";

export const localEnv = defineCommand({
  name: "local env",
  summary: "Print variables that point any AWS client at the local cloud, starting it when needed",
  examples: [
    { command: 'eval "$(gworld local env)"', summary: "From now on this shell's AWS is the local cloud" },
    { command: "gworld local env --json", summary: "The same as an object" },
  ],
  args: {},
  flags: {},
  async run(_, { io, localCloud }) {
    const { exportText } = await import("../output/local.ts");
    const cloud = await localCloud();
    const { endpoint, region } =
      (await cloud.status()) ?? (await io.during("Starting the local cloud", () => cloud.start()));
    const variables = {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
    };
    io.result(variables, exportText);
  },
});
