import { GworldError } from "../error.ts";
import type { Finding } from "./rule.ts";

/** Refuses templates in which something was found; tells all of it, by rule. */
export function refuseFindings(environment: string, findings: readonly Finding[]): void {
  if (findings.length === 0) return;
  const titles = new Map(findings.map(({ rule, title }) => [rule, title]));
  const lines = [...titles].flatMap(([rule, title]) => [
    `  ${rule}: ${title}`,
    ...findings.filter((finding) => finding.rule === rule).map((finding) => `    ${findingText(finding)}`),
  ]);
  const broken = titles.size === 1 ? "a rule" : `${titles.size} rules`;
  throw new GworldError("usage", `The templates of ${environment} break ${broken}:\n${lines.join("\n")}`, {
    hint: `Change what leads there in the configuration: gworld config show --env ${environment}. Where nothing does, it is a fault of gworld: please report it.`,
  });
}

const findingText = ({ stack, logicalId, message }: Finding) =>
  `${[stack, logicalId].filter((name) => name !== "").join(" ")}: ${message}`;
