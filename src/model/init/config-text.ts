import { stringify } from "yaml";
import { presets } from "../config/presets.ts";
import type { InitAnswers, OfferedEnvironment } from "./answers.ts";

/** gworld.yaml as it says just this, and leaves the rest to the presets. The same answers are the same text. */
export function configText(answers: InitAnswers): string {
  const { project, environments } = answers;
  const [first = "dev"] = environments;
  const parts = [
    [
      `# What gworld deploys. What is not said here comes from presets: gworld config show --env ${first}`,
      "# gworld help configuration explains every key.",
      ...(project === "gworld" ? [] : [`project: ${scalar(project)}`]),
    ],
    defaultLines(answers),
    ["environments:", ...environments.flatMap((name) => environmentLines(name, answers))],
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function defaultLines({ region, alarmEmail, repository, environments }: InitAnswers): readonly string[] {
  const own = environments.some((name) => presets[name].region !== region) ? [`  region: ${scalar(region)}`] : [];
  const lines = [
    ...own,
    ...(alarmEmail === undefined ? [] : [`  alarmEmail: ${scalar(alarmEmail)}`]),
    ...(repository === undefined
      ? []
      : ["  github: # its workflows may plan and deploy", `    repository: ${scalar(repository)}`]),
  ];
  return lines.length === 0 ? [] : ["defaults: # of every environment", ...lines];
}

const kinds: Readonly<Record<OfferedEnvironment, string>> = {
  dev: "small; its data goes with it",
  staging: "as prod, but smaller; its data stays",
  prod: "verbs that destroy also want --confirm prod",
};

function environmentLines(name: OfferedEnvironment, { accounts, domain }: InitAnswers): readonly string[] {
  const account = accounts.get(name);
  return [
    `  ${name}: # ${kinds[name]}`,
    account === undefined
      ? '    # account: "123456789012" has credentials of any other account refused'
      : `    account: "${account}" # credentials of any other are refused`,
    ...(domain === undefined
      ? []
      : [
          "    domain:",
          `      name: ${scalar(name === "prod" ? domain.name : `${name}.${domain.name}`)}`,
          `      hostedZoneId: ${scalar(domain.hostedZoneId)}`,
        ]),
  ];
}

/** A text that YAML reads back as this text, such as "null". */
const scalar = (text: string) => stringify(text, { lineWidth: 0 }).trimEnd();
