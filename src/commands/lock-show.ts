import { defineCommand } from "../cli/command.ts";

export const lockShow = defineCommand({
  name: "lock show",
  summary: "Show who is changing an environment, since when, and whether they live",
  examples: [
    { command: "gworld lock show --env dev", summary: "Who, with which command, on which machine" },
    { command: "gworld lock show --env prod --json", summary: "The holder's ID, for gworld unlock" },
  ],
  exitCodes: ["credentials", "resumable", "interrupted"],
  args: {},
  flags: {},
  async run(_, { io, signal, connect }) {
    const [{ showLock }, { lockText }] = await Promise.all([
      import("../operations/lock-show.ts"),
      import("../output/lock.ts"),
    ]);
    const connection = await connect();
    io.result(await io.during("Looking for a sign of life", () => showLock(connection, signal)), lockText);
  },
});
