import { describedDigest, type BootstrapTemplate } from "./assembly.ts";
import { needsOf, newerBackend, updateTo } from "./bootstrapped.ts";
import { clockSkew } from "./clock-skew.ts";
import { durationText } from "./duration.ts";
import type { EnvironmentConfig } from "./environment.ts";
import { of, type Finding } from "./finding.ts";
import type { Headroom } from "./quotas/headroom.ts";
import type { Revision } from "./revision.ts";
import { standing } from "./stack-status.ts";
import type { StateStanding } from "./standing.ts";

/** AWS's SDK has dropped Node 20, which gets no security updates since April 2026 (github.com/nodejs/release). */
export function nodeFinding(version: string): Finding {
  const node = of("node");
  const [major = 0] = version.split(".").map(Number);
  if (major >= 22) return node("ok", `Node ${version}`);
  return node("warn", `Node ${version} works, but gets no security updates any more.`, "Install Node 22 or newer.");
}

interface Known {
  readonly account: string;
  readonly arn: string;
  readonly source: string;
  readonly expiresAt?: string | undefined;
  readonly clockOffset?: number | undefined;
}

/** Less than a deployment takes. */
const soon = 30 * 60_000;

export function credentialsFinding({ arn, source, expiresAt }: Known, now: number): Finding {
  const credentials = of("credentials");
  const left = expiresAt === undefined ? Infinity : Date.parse(expiresAt) - now;
  if (left > soon) return credentials("ok", `${arn} (${source})`);
  return credentials("warn", `${arn}: they expire in ${durationText(left)}.`, "Renew them before a deployment.");
}

/** Nothing where the clock is right: most are. */
export function clockFindings(caller: Pick<Known, "clockOffset">): readonly Finding[] {
  const skew = clockSkew(caller);
  return skew === undefined ? [] : [of("clock")("warn", skew.message, skew.hint)];
}

export function accountFinding({ name, account, protected: isProtected }: EnvironmentConfig, caller: Known): Finding {
  const found = of("account");
  if (account === undefined)
    return found(
      isProtected ? "warn" : "ok",
      `${caller.account}; the configuration names none, so that credentials of any account act on ${name}.`,
      isProtected ? `Set environments.${name}.account: "${caller.account}" in gworld.yaml.` : undefined,
    );
  if (account === caller.account) return found("ok", `${account}, as the configuration says`);
  return found(
    "fail",
    `${name} is in account ${account}, but the credentials are of ${caller.account}.`,
    "Choose other credentials with --profile or AWS_PROFILE. gworld whoami shows these.",
  );
}

interface SeenStack {
  readonly name: string;
  readonly status: string;
  readonly description?: string | undefined;
  readonly outputs: Readonly<Record<string, string>>;
}

export function bootstrapFinding(env: string, stack: SeenStack | undefined, wanted: BootstrapTemplate): Finding {
  const bootstrap = of("bootstrap");
  const command = `gworld bootstrap --env ${env}`;
  if (stack === undefined)
    return bootstrap("fail", "This account and Region are not prepared for gworld yet.", command);
  const { deploy, because = "an operation is going on" } = standing(stack.status);
  if (deploy !== "update") return bootstrap("fail", `${stack.name} is ${stack.status}: ${because}.`, command);
  const version = Number(stack.outputs["Version"] ?? 0);
  if (version > wanted.version)
    return bootstrap(
      "fail",
      `It has version ${version}; this gworld knows ${wanted.version}.`,
      newerBackend(needsOf(stack)).hint,
    );
  if (describedDigest(stack.description) === wanted.digest)
    return bootstrap("ok", `version ${version}, as this gworld makes it`);
  return bootstrap("warn", `version ${version}, but not as this gworld makes it.`, command);
}

interface StateSeen {
  readonly standing: StateStanding | undefined;
  readonly latest: Revision | undefined;
  readonly schema: number;
  readonly deployed: boolean;
}

export function stateFinding(env: string, { standing: row, latest, schema, deployed }: StateSeen): Finding {
  const state = of("state");
  if (row !== undefined && row.schema > schema)
    return state(
      "fail",
      `Kept by ${row.needs === "" ? "a newer gworld" : `gworld ${row.needs}`} (schema ${row.schema}).`,
      `${updateTo(row.needs)}.`,
    );
  if (latest === undefined) {
    const rebuild = `gworld doctor --rebuild --env ${env}`;
    return deployed
      ? state("warn", "There are stacks, but nothing is known of who deployed them.", rebuild)
      : state("ok", "readable; nothing was deployed yet");
  }
  if (row !== undefined && row.revision < latest.revision)
    return state("ok", `revision ${latest.revision}, by a gworld older than this`);
  const { revision, result } = latest;
  if (result === "deployed" || result === "rebuilt" || result === "destroyed")
    return state("ok", `revision ${revision}, ${result}`);
  return state("warn", `Revision ${revision} is ${result}.`, `gworld history ${revision} --env ${env}`);
}

/** One line for all that stands well, and one for each that does not. */
export function stackFindings(env: string, stacks: readonly SeenStack[]): readonly Finding[] {
  const stack = of("stacks");
  if (stacks.length === 0) return [stack("ok", "none yet")];
  const bad = stacks.flatMap(({ name, status }): readonly Finding[] => {
    const { deploy, because = "", wayOut = "" } = standing(status);
    const filled = wayOut.replaceAll("<stack>", name).replaceAll("<env>", env);
    if (deploy === "refuse") return [stack("fail", `${name} is ${status}: ${because}.`, filled)];
    if (deploy === "recreate")
      return [stack("warn", `${name} is ${status}: ${because}.`, `It is made anew by: gworld deploy --env ${env}`)];
    if (deploy === "wait") return [stack("ok", `${name} is ${status}: an operation is going on`)];
    return status.includes("ROLLBACK")
      ? [stack("warn", `${name} is ${status}: its last update was rolled back.`, `gworld history --env ${env}`)]
      : [];
  });
  const well = stacks.length - bad.length;
  return well === 0 ? bad : [stack("ok", `${well} of ${stacks.length} stacks at rest, as they were deployed`), ...bad];
}

export interface SeenChangeSet {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
}

/** A plan that is being looked at may have some; nobody looks at one for so long. */
const abandoned = 60 * 60_000;

/** True for a change set that gworld made and nobody will execute any more. */
export const isLeftOver = ({ name, createdAt }: SeenChangeSet, now: number) =>
  name.startsWith("gw-") && now - createdAt > abandoned;

/** Change sets of plans that nobody applied. They cost nothing, but each stack takes only so many. */
export function changeSetFindings(sets: readonly SeenChangeSet[], now: number): readonly Finding[] {
  const found = of("change sets");
  const left = sets.filter((set) => isLeftOver(set, now));
  if (left.length === 0) return [found("ok", "none left over")];
  return left.map(({ id, name }) =>
    found("warn", `${name} was never executed.`, `aws cloudformation delete-change-set --change-set-name ${id}`),
  );
}

export function quotaFinding(env: string, rows: readonly Headroom[]): Finding {
  const quotas = of("quotas");
  const over = rows.filter(({ state }) => state === "exceeded");
  const names = over.map(({ service, quota }) => `${service} ${quota}`).join(", ");
  if (over.length > 0)
    return quotas("fail", `${env} needs more than the account allows: ${names}.`, `gworld quotas --env ${env}`);
  const close = rows.filter(({ state }) => state === "close").length;
  return quotas("ok", close === 0 ? `${rows.length} checked, ${env} fits` : `${rows.length} checked, ${close} close`);
}
