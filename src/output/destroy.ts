import { type DestroyPlan, resourceId } from "../model/doomed.ts";
import { type Leftover, leftoversText, leftoverText, type LeftoverType, leftoverTypes } from "../model/leftovers.ts";
import { shellWord } from "../model/shell-word.ts";
import type { Destroyed } from "../operations/destroy.ts";
import type { Style } from "../ports/io.ts";
import { timeLine } from "./forecast.ts";
import { nextText, sentence } from "./next-text.ts";
import { safeLine } from "./safe-text.ts";
import { stackCount } from "./plan.ts";

/** What goes, what stays, and what is lost with it. */
export function destroyPlanText({ environment, stacks, worlds, forecast, purge }: DestroyPlan, style: Style): string {
  const purged = new Set(purge?.doomed.map(resourceId));
  const lines = [...stacks]
    .reverse()
    .flatMap(({ name, status, terminationProtection, lost, fullBuckets, kept }) => [
      `${style.bad("-")} ${style.bold(name)} ${style.dim(status)}`,
      ...(terminationProtection ? [`    ${style.warn("its termination protection is switched off")}`] : []),
      ...lost.map((one) => `    ${style.bad("lost")} ${resource(one)}`),
      ...fullBuckets.map((one) => `    ${style.bad("emptied")} ${safeLine(one.physicalId)}`),
      ...kept.filter((one) => !purged.has(resourceId(one))).map((one) => `    ${style.good("stays")} ${resource(one)}`),
    ]);
  const lost = worlds?.map(
    ({ worldId, status, tick, keptIn }) =>
      `${style.bad("-")} world ${style.bold(safeLine(worldId))} ${style.dim(`${safeLine(status)}, tick ${tick}`)}${keptIn === undefined ? "" : `, kept in snapshot ${safeLine(keptIn)}`}`,
  ) ?? [`${style.bad("-")} ${style.warn("whatever worlds there are: they cannot be seen with these credentials")}`];
  const time = forecast === undefined ? [] : [timeLine(forecast, style)];
  const head = purge === undefined ? "Destroying" : "Destroying and purging";
  return [`${head} ${style.bold(environment)}`, ...lines, ...purgeLines(purge, style), ...lost, ...time].join("\n");
}

/** What goes after the stacks, one by one: what is not listed is not touched. */
function purgeLines(purge: DestroyPlan["purge"], style: Style): string[] {
  if (purge === undefined) return [];
  const { doomed, foreign, unseen } = purge;
  return [
    style.bold(
      doomed.length === 0 ? "Nothing is left behind that could be purged" : "Deleted for good, after the stacks:",
    ),
    ...doomed.map(
      (one) =>
        `${style.bad("-")} ${safeLine(leftoverText(one))} ${style.dim(fate[one.type])}${unprotected(one, style)}`,
    ),
    ...foreign.map(
      (one) =>
        `${style.good("=")} ${safeLine(leftoverText(one))} stays: the stack ${safeLine(one.holder ?? "")} has it`,
    ),
    ...unseen.map(({ name, because }) =>
      style.warn(`! ${safeLine(name)} could not be looked at: ${safeLine(because)}`),
    ),
  ];
}

const fate: Readonly<Record<LeftoverType, string>> = {
  "AWS::DynamoDB::Table": "with all items",
  "AWS::S3::Bucket": "with all objects and versions",
  "AWS::SecretsManager::Secret": "at once, without a recovery window",
  "AWS::ECR::Repository": "with all images",
  "AWS::Logs::LogGroup": "with all log events",
  "AWS::KMS::Key": "in 7 days, the shortest time that KMS takes",
};

const unprotected = ({ isProtected }: Leftover, style: Style) =>
  isProtected === true ? `, ${style.warn("its deletion protection is switched off")}` : "";

export function destroyedText({ env, stacks, retained, snapshots = [], purged = [] }: Destroyed, style: Style): string {
  const none = purged.length === 0 ? style.good("Nothing to destroy.") : style.good("Purged.");
  return [
    stacks.length === 0
      ? `${none} ${env} has no stacks.`
      : `${style.good("Destroyed")} ${style.bold(env)}: ${stackCount(stacks)}.`,
    ...(purged.length === 0 ? [] : [sentence(`Deleted for good: ${safeLine(leftoversText(purged))}.`, style)]),
    ...snapshots.map(({ worldId, file }) => `${style.good("Kept")} world ${safeLine(worldId)} in ${safeLine(file)}`),
    ...(snapshots.length === 0
      ? []
      : [
          nextText(
            [`gworld snapshot import ${shellWord(snapshots[0]?.file ?? "")} --env ${env}`],
            style,
            "Back again, once it is deployed:",
          ),
        ]),
    ...retainedLines(env, retained, style),
  ].join("\n");
}

/** What stays, how a new deployment takes it over, and how it is removed. */
function retainedLines(env: string, retained: Destroyed["retained"], style: Style): string[] {
  if (retained.length === 0) return [];
  const purged: ReadonlySet<string> = new Set(leftoverTypes);
  const others = retained.filter(({ type }) => !purged.has(type)).flatMap(({ remove }) => remove ?? []);
  return [
    style.warn("Still in the account, outside any stack, and billed:"),
    ...retained.map((one) => sentence(`  ${resource(one)}`, style)),
    nextText([`gworld deploy --env ${env}`], style, "To go on with it, with all that is in it:"),
    nextText([`gworld destroy --env ${env} --purge`], style, "To delete it for good:"),
    ...(others.length === 0 ? [] : [nextText(others, style, "To delete what a purge leaves:")]),
  ];
}

const resource = ({ physicalId, type }: { physicalId: string; type: string }) =>
  `${safeLine(physicalId)} (${safeLine(type)})`;
