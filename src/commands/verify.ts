import { defineCommand } from "../cli/command.ts";
import { isFailed } from "../model/check.ts";

export const verify = defineCommand({
  name: "verify",
  summary:
    "Check that an environment works: services, targets, addresses, DNS, tables, alarms; ends with 6 if one fails",
  examples: [
    { command: "gworld verify --env dev", summary: "Every check, and what to type where one fails" },
    { command: "gworld verify --env prod --json", summary: "For a program: {checks: [{name, status, message, hint}]}" },
  ],
  exitCodes: ["credentials", "resumable", "unverified", "notFound"],
  args: {},
  flags: {},
  async run(_, { io, signal, connect }) {
    const [{ verifyEnvironment }, { verifyText }] = await Promise.all([
      import("../operations/verify.ts"),
      import("../output/verify.ts"),
    ]);
    const connection = await connect();
    const checks = await verifyEnvironment(connection, { patienceMs: 0, signal });
    io.result({ env: connection.config.name, checks }, verifyText);
    return checks.some(isFailed) ? "unverified" : undefined;
  },
});
