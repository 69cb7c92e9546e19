import type { LoadedConfig } from "../config/load.ts";
import { resolveEnvironment, type PresetName } from "../config/resolve.ts";
import { GworldError } from "../error.ts";
import { roleName, rolePath } from "../names.ts";
import { partitionOf } from "../partition.ts";
import { offeredEnvironments } from "./answers.ts";

/** An environment that a workflow deploys, with the roles that its security stack makes. */
export interface WorkflowEnvironment {
  readonly name: string;
  readonly region: string;
  readonly account: string;
  /** Undefined where the environment is protected: its plan role may not plan, so that its deployment's role does. */
  readonly planRole: string | undefined;
  readonly deployRole: string;
}

export interface WorkflowEnvironments {
  /** In the order in which they are deployed: dev's kind, staging's, prod's. */
  readonly environments: readonly WorkflowEnvironment[];
  /** What is left out, and why. */
  readonly left: readonly string[];
}

/**
 * The environments of gworld.yaml that a workflow can deploy: their account is known, and a repository is trusted by their
 * roles. Throws `usage` where there is none.
 */
export function workflowEnvironments(loaded: LoadedConfig): WorkflowEnvironments {
  const named = Object.keys(loaded.file.environments ?? {});
  const all = (named.length === 0 ? offeredEnvironments : named)
    .map((name) => resolveEnvironment(loaded, name))
    .filter(({ preset }) => preset !== "local")
    .toSorted((a, b) => order.indexOf(a.preset) - order.indexOf(b.preset));
  const left: string[] = [];
  const environments = all.flatMap(({ config }): readonly WorkflowEnvironment[] => {
    const { name, region, account, github, protected: isProtected } = config;
    if (account === undefined)
      left.push(`${name}: gworld.yaml does not say its account (environments.${name}.account)`);
    else if (github === undefined) left.push(`${name}: no repository is trusted by its roles (github.repository)`);
    if (account === undefined || github === undefined) return [];
    const role = (use: string) =>
      `arn:${partitionOf(region)}:iam::${account}:role${rolePath(name)}${roleName(name, use)}`;
    const planRole = isProtected ? undefined : role("github-plan");
    return [{ name, region, account, planRole, deployRole: role("github-deploy") }];
  });
  if (environments.length > 0) return { environments, left };
  throw new GworldError(
    "usage",
    ["There is no environment that a workflow could deploy:", ...left.map((one) => `  ${one}`)].join("\n"),
    { hint: "Say it in gworld.yaml, or to gworld init: --account dev=123456789012 --github owner/name" },
  );
}

const order: readonly PresetName[] = ["dev", "local", "staging", "prod"];
