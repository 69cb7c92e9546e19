import {
  notDeployed,
  type EnvironmentStatus,
  type ServiceState,
  type StackState,
} from "../model/environment-status.ts";
import { standing } from "../model/stack-status.ts";
import type { Style } from "../ports/io.ts";
import { momentText } from "./clock-text.ts";
import { safeLine } from "./safe-text.ts";
import { details, table, type Column } from "./table.ts";

/** An environment on one screen; what is wrong stands last, with the command that goes on from there. */
export function statusText(status: EnvironmentStatus, style: Style): string {
  const { env, region, stacks, services, problems, notes } = status;
  return [
    `${style.bold(env)}  ${style.dim(region)}  ${verdict(status, style)}`,
    table(stacks, stackColumns(stacks, region), style),
    ...(services.length > 0 ? [table(services, serviceColumns(style), style)] : []),
    details(facts(status), style),
    ...notes.map((note) => style.dim(`Note: ${safeLine(note)}`)),
    ...problems.map(({ what, next }) => `${style.bad("!")} ${safeLine(what)}\n  ${style.accent(safeLine(next))}`),
  ]
    .filter((block) => block !== "")
    .join("\n\n");
}

/** What has changed since the last look, one line each; the whole at the first. */
export function statusChangesText(
  before: EnvironmentStatus | undefined,
  now: EnvironmentStatus,
  style: Style,
): string | undefined {
  if (before === undefined) return statusText(now, style);
  const was = new Set(lines(before, style));
  const changed = lines(now, style).filter((line) => !was.has(line));
  return changed.length === 0 ? undefined : changed.join("\n");
}

const lines = ({ stacks, services, problems, notes }: EnvironmentStatus, style: Style): string[] => [
  ...stacks.map(({ part, status }) => `${part}: ${stackStatusText(status, style)}`),
  ...services.map(
    (service) => `${service.name}: ${healthText(service, style)} ${tasksText(service)} ${safeLine(service.image)}`,
  ),
  ...problems.map(({ what, next }) => `${style.bad("!")} ${safeLine(what)} - ${safeLine(next)}`),
  ...notes.map((note) => `Note: ${safeLine(note)}`),
];

function verdict({ stacks, services, problems }: EnvironmentStatus, style: Style): string {
  if (problems.length > 0) return style.bad(problems.length === 1 ? "1 problem" : `${problems.length} problems`);
  const changing =
    services.some(({ health }) => health === "changing") ||
    stacks.some(({ status }) => standing(status).phase === "going");
  return changing ? style.accent("changing") : style.good("well");
}

const stackColumns = (stacks: readonly StackState[], home: string): Column<StackState>[] => [
  { title: "STACK", text: ({ part }) => part },
  { title: "STATUS", text: ({ status }, style) => stackStatusText(status, style) },
  ...(stacks.some(({ region }) => region !== home)
    ? [{ title: "REGION", text: ({ region }: StackState) => region }]
    : []),
  { title: "CHANGED", text: ({ updatedAt }) => (updatedAt === undefined ? "" : momentText(updatedAt, false)) },
];

function stackStatusText(status: string, style: Style): string {
  if (status === notDeployed) return style.warn("not deployed");
  const { phase } = standing(status);
  if (phase === "failed") return style.bad(status);
  return phase === "going" ? style.accent(status) : style.good(status);
}

const serviceColumns = ({ width }: Style): Column<ServiceState>[] => [
  { title: "SERVICE", text: ({ name }) => name },
  { title: "HEALTH", text: healthText },
  { title: "TASKS", text: tasksText, align: "right" },
  { title: "BOUNDS", text: boundsText, align: "right" },
  ...(width >= 90 ? [{ title: "ROLLOUT", text: ({ rolloutState }: ServiceState) => rolloutState }] : []),
  { title: "IMAGE", text: ({ image }) => (width >= 120 ? image : image.slice(image.lastIndexOf("/") + 1)) },
];

function healthText({ health }: ServiceState, style: Style): string {
  if (health === "steady") return style.good(health);
  if (health === "changing") return style.accent(health);
  return health === "parked" ? style.dim(health) : style.bad(health);
}

/** Running of desired, and how many are on their way: `1/3 +2`. */
const tasksText = ({ runningCount, desiredCount, pendingCount }: ServiceState) =>
  `${runningCount}/${desiredCount}${pendingCount > 0 ? ` +${pendingCount}` : ""}`;

const boundsText = ({ minCapacity, maxCapacity }: ServiceState) =>
  minCapacity === null || maxCapacity === null ? "-" : `${minCapacity}-${maxCapacity}`;

const facts = ({ lastDeploy, lock, addresses }: EnvironmentStatus): (readonly [string, string | undefined])[] => [
  ["Last deploy", lastDeploy === null ? "none recorded" : deployText(lastDeploy)],
  ["Lock", lock === null ? "free" : lockStateText(lock)],
  ...Object.entries(addresses).map(([name, address]) => [name, address] as const),
];

const lockStateText = ({ command, who: { arn, host, pid }, since }: NonNullable<EnvironmentStatus["lock"]>) =>
  safeLine(
    `gworld ${command} since ${momentText(since, false)} by ${arn.slice(arn.lastIndexOf("/") + 1)}, process ${pid} on ${host}`,
  );

function deployText({ revision, at, by, result }: NonNullable<EnvironmentStatus["lastDeploy"]>): string {
  const who = by.slice(by.lastIndexOf("/") + 1);
  return `revision ${revision}, ${result} ${momentText(Date.parse(at), false)} by ${who}`;
}
