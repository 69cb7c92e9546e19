import { defineCommand } from "../cli/command.ts";
import { arg } from "../cli/flags.ts";

export const help = defineCommand({
  name: "help",
  summary: "Explain a subject, or a command",
  examples: [
    { command: "gworld help configuration", summary: "A subject" },
    { command: "gworld help deploy", summary: "A command; the same as gworld deploy --help" },
  ],
  exitCodes: ["notFound"],
  args: { topic: arg.many("A subject or the words of a command") },
  flags: {},
  async run({ topic }, { io }) {
    const { readTopic, topicText } = await import("../output/topics.ts");
    io.result(await readTopic(topic.join(" ")), topicText);
  },
});
