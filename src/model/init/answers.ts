import { emptyConfig } from "../config/empty.ts";
import type { ConfigPath } from "../config/document.ts";
import { schemaProblems } from "../config/schema-issue.ts";
import { fileShape } from "../config/shape.ts";

/** Environments that a new gworld.yaml may name; each is its own preset. */
export const offeredEnvironments = ["dev", "staging", "prod"] as const;
export type OfferedEnvironment = (typeof offeredEnvironments)[number];

/** What a new gworld.yaml says. */
export interface InitAnswers {
  readonly project: string;
  readonly region: string;
  /** In the order in which they are deployed. */
  readonly environments: readonly OfferedEnvironment[];
  /** By environment; one without is wherever the credentials are. */
  readonly accounts: ReadonlyMap<string, string>;
  /** Prod's own; other environments are below it. The hosted zone is where their certificates are validated. */
  readonly domain?: { readonly name: string; readonly hostedZoneId: string } | undefined;
  readonly alarmEmail?: string | undefined;
  /** owner/name on GitHub. */
  readonly repository?: string | undefined;
}

/** A folder's name as the name of a project. */
export function projectName(folder: string): string {
  const name = folder
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+/, "")
    .slice(0, longestProject)
    .replace(/-$/, "");
  return name === "" ? "gworld" : name;
}

/** Of `project` in gworld.yaml. */
const longestProject = 31;

const paths = {
  project: ["project"],
  region: ["defaults", "region"],
  account: ["defaults", "account"],
  domain: ["defaults", "domain", "name"],
  hostedZone: ["defaults", "domain", "hostedZoneId"],
  alarmEmail: ["defaults", "alarmEmail"],
  repository: ["defaults", "github", "repository"],
} as const satisfies Record<string, ConfigPath>;
export type AnswerKey = keyof typeof paths;

/** What is wrong with an answer, as `should be ...`; undefined where nothing is. The schema of gworld.yaml decides. */
export function answerProblem(key: AnswerKey, answer: string): string | undefined {
  const path = paths[key];
  const file = path.reduceRight<unknown>((value, part) => ({ [part]: value }), answer);
  const { error } = fileShape.safeParse(file);
  const issues = error?.issues.filter((issue) => issue.path.join() === path.join()) ?? [];
  const [problem] = schemaProblems(issues, emptyConfig.document);
  return problem?.message.replace(/^\S+ /, "");
}
