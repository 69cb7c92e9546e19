import { defineCommand } from "../cli/command.ts";
import { flag } from "../cli/flags.ts";
import { GworldError } from "../model/error.ts";

export const unlock = defineCommand({
  name: "unlock",
  summary: "Free an environment from a holder that is gone",
  examples: [
    { command: "gworld unlock --env dev --holder 3f2b...", summary: "The ID is what gworld lock show tells" },
    { command: "gworld unlock --env dev --holder 3f2b... --force", summary: "Although it lives: it stops" },
  ],
  exitCodes: ["credentials", "resumable", "notFound", "refused", "interrupted"],
  args: {},
  flags: {
    holder: flag.string("ID of the holder, as gworld lock show tells it", { placeholder: "id" }),
    force: flag.boolean("Also from a holder that lives"),
    confirm: flag.string("Name of the environment, where it is protected", { placeholder: "env" }),
  },
  async run({ holder, force, confirm, yes }, { io, signal, synth, origin, connect }) {
    if (holder === undefined)
      throw new GworldError("usage", "--holder is missing.", { hint: "gworld lock show tells the holder's ID." });
    const [{ guardState, tellAudit }, { showLock }, { planUnlock, applyUnlock }, { unlockPlanText, unlockedText }] =
      await Promise.all([
        import("../operations/journal.ts"),
        import("../operations/lock-show.ts"),
        import("../operations/unlock.ts"),
        import("../output/lock.ts"),
      ]);
    const connection = await connect();
    const { config } = connection;
    const ports = { ...connection, synth, origin: await origin("unlock"), warn: (text: string) => io.warn(text) };
    await guardState(ports);
    const plan = await planUnlock(connection, { holder, force }, () =>
      io.during("Looking for a sign of life", () => showLock(connection, signal)),
    );
    const approved = await io.approve((_, style) => unlockPlanText(plan, style), {
      yes,
      question: `Unlock ${config.name}?`,
      ...(config.protected && { confirm: { expected: config.name, given: confirm } }),
    });
    if (!approved) return "refused";
    io.result(await applyUnlock({ ...connection, tell: tellAudit(ports) }, plan), unlockedText);
    return undefined;
  },
});
