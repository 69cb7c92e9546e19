import { defineCommand } from "../cli/command.ts";
import { flag } from "../cli/flags.ts";
import { parseTimeScale } from "../model/time-scale.ts";

export const localStart = defineCommand({
  name: "local start",
  summary: "Start the local cloud; nothing happens when it runs",
  examples: [
    { command: "gworld local start", summary: "A background process, on this machine only" },
    {
      command: "gworld local start --time-scale 0.01",
      summary: "Each resource takes a hundredth of the time it takes on AWS; also of one that runs",
    },
    { command: "GWORLD_LOCAL_PORT=4566 gworld local start", summary: "On a port of your choice" },
  ],
  args: {},
  flags: {
    timeScale: flag.string("Share of the time AWS takes for a resource (0: none)", { placeholder: "factor" }),
  },
  async run({ timeScale }, { io, localCloud }) {
    const asked = timeScale === undefined ? {} : { timeScale: parseTimeScale(timeScale) };
    const { localStatusText } = await import("../output/local.ts");
    const cloud = await localCloud();
    const endpoint = await io.during("Starting the local cloud", () => cloud.start(asked));
    io.result({ running: true, ...endpoint }, localStatusText);
  },
});
