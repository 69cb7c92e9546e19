import { defineCommand } from "../cli/command.ts";
import { flag } from "../cli/flags.ts";

export const init = defineCommand({
  name: "init",
  summary: "Write gworld.yaml: asks what differs from the presets, with --yes takes what flags say",
  examples: [
    { command: "gworld init", summary: "Asks, shows the file and writes it here" },
    {
      command: "gworld init --environments dev,prod --account prod=123456789012 --region eu-west-1 --yes",
      summary: "In a script",
    },
    { command: "gworld init --ci github", summary: "A workflow for the environments of gworld.yaml" },
  ],
  exitCodes: ["refused", "interrupted"],
  args: {},
  flags: {
    project: flag.string("Name that tags and resources carry (default: the folder's)", { placeholder: "name" }),
    environments: flag.string("Some of dev, staging and prod (default: all)", { placeholder: "names" }),
    account: flag.list("Account of an environment, or of all without <env>=", { placeholder: "env=digits" }),
    domain: flag.string("Domain of prod; dev's is dev.<domain>", { placeholder: "name" }),
    hostedZone: flag.string("Route 53 zone of the domain", { placeholder: "id" }),
    alarmEmail: flag.string("Where alarms go", { placeholder: "address" }),
    github: flag.string('Repository whose workflows may deploy (default: origin; "" for none)', {
      placeholder: "owner/name",
    }),
    ci: flag.string(
      "Also write a workflow that plans pull requests and deploys what is merged; alone where gworld.yaml is there",
      {
        placeholder: "system",
        choices: ["github"],
      },
    ),
    force: flag.boolean("Replace a file that is there"),
  },
  run: async (input, context) => (await import("./initializing/init.ts")).runInit(input, context),
});
