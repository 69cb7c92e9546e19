import { defineCommand } from "../cli/command.ts";
import { arg, flag } from "../cli/flags.ts";

export const worldsCreate = defineCommand({
  name: "worlds create",
  summary: "Make a world, empty or with demo agents who remember things",
  examples: [
    { command: "gworld worlds create smallville --demo -e local", summary: "25 agents with 40 memories each" },
    {
      command: "gworld worlds create big --demo --agents 100 --memories 500 --paused -e dev",
      summary: "A larger one that nobody runs yet",
    },
  ],
  exitCodes: ["credentials", "resumable", "notFound", "locked", "refused", "interrupted"],
  args: { world: arg.required("ID of the world: 2 to 40 small letters, digits and hyphens") },
  flags: {
    name: flag.string("What people call it", { placeholder: "name" }),
    demo: flag.boolean("Fill it with plausible agents, memories, objects and events"),
    agents: flag.integer("Demo agents (25)", { placeholder: "n", min: 1, max: 2_000 }),
    memories: flag.integer("Memories of each demo agent (40)", { placeholder: "n", min: 0, max: 100_000 }),
    dimensions: flag.integer("Numbers in an embedding (1024)", { placeholder: "n", min: 1, max: 4_096 }),
    seed: flag.string("Another seed makes other people; without one the ID is it", { placeholder: "text" }),
    paused: flag.boolean("Let nobody run it yet"),
  },
  async run(input, context) {
    const [{ createWorld, planCreate }, { withLease }, output, { worldCommand, worldRequest }] = await Promise.all([
      import("../operations/worlds-create.ts"),
      import("../operations/lease.ts"),
      import("../output/worlds-create.ts"),
      import("../model/engine/request.ts"),
    ]);
    const { io, signal } = context;
    const wish = worldRequest(input);
    const connection = await context.connect();
    const { name: env } = connection.config;
    const plan = await planCreate(connection, wish);
    const asked = { yes: input.yes, question: `Make ${plan.worldId}?` };
    if (!(await io.approve(output.createPlanText(plan), asked))) return "refused";
    const progress = io.progress(output.createProgress());
    try {
      const created = await createWorld(connection, wish, {
        withLease,
        signal,
        command: worldCommand(env, input),
        report: (event) => progress.report(event),
        waiting: (text) => io.note(text),
      });
      progress.end();
      io.result(created, output.createdText(env));
      return undefined;
    } finally {
      progress.end();
    }
  },
});
