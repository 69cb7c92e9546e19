import { defineCommand } from "../cli/command.ts";

export const quotas = defineCommand({
  name: "quotas",
  summary: "Compare what an environment needs with what the account is allowed; ends with 6 when a quota is exceeded",
  examples: [
    { command: "gworld quotas --env prod", summary: "Needed, at most and allowed, quota by quota" },
    { command: "gworld quotas --env prod --json", summary: "The same for a program" },
  ],
  exitCodes: ["credentials", "resumable", "unverified", "notFound"],
  args: {},
  flags: {},
  async run(_, { io, synth, connect }) {
    const [{ environmentQuotas }, { quotasText }] = await Promise.all([
      import("../operations/quotas.ts"),
      import("../output/quotas.ts"),
    ]);
    const answer = await environmentQuotas(await connect(), synth);
    io.result(answer, quotasText);
    return answer.quotas.some(({ state }) => state === "exceeded") ? "unverified" : undefined;
  },
});
