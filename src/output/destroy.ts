import type { DestroyPlan } from "../model/doomed.ts";
import { shellWord } from "../model/shell-word.ts";
import type { Destroyed } from "../operations/destroy.ts";
import type { Style } from "../ports/io.ts";
import { timeLine } from "./forecast.ts";
import { nextText, sentence } from "./next-text.ts";
import { safeLine } from "./safe-text.ts";
import { stackCount } from "./plan.ts";

/** What goes, what stays, and what is lost with it. */
export function destroyPlanText({ environment, stacks, worlds, forecast }: DestroyPlan, style: Style): string {
  const lines = [...stacks]
    .reverse()
    .flatMap(({ name, status, terminationProtection, lost, fullBuckets, kept }) => [
      `${style.bad("-")} ${style.bold(name)} ${style.dim(status)}`,
      ...(terminationProtection ? [`    ${style.warn("its termination protection is switched off")}`] : []),
      ...lost.map((one) => `    ${style.bad("lost")} ${resource(one)}`),
      ...fullBuckets.map((one) => `    ${style.bad("emptied")} ${safeLine(one.physicalId)}`),
      ...kept.map((one) => `    ${style.good("stays")} ${resource(one)}`),
    ]);
  const lost = worlds?.map(
    ({ worldId, status, tick }) =>
      `${style.bad("-")} world ${style.bold(safeLine(worldId))} ${style.dim(`${safeLine(status)}, tick ${tick}`)}`,
  ) ?? [`${style.bad("-")} ${style.warn("whatever worlds there are: they cannot be seen with these credentials")}`];
  const time = forecast === undefined ? [] : [timeLine(forecast, style)];
  return [`Destroying ${style.bold(environment)}`, ...lines, ...lost, ...time].join("\n");
}

export function destroyedText({ env, stacks, retained, snapshots = [] }: Destroyed, style: Style): string {
  const head =
    stacks.length === 0
      ? `${style.good("Nothing to destroy.")} ${env} has no stacks.`
      : `${style.good("Destroyed")} ${style.bold(env)}: ${stackCount(stacks)}.`;
  return [
    head,
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
  const removals = retained.flatMap(({ remove }) => remove ?? []);
  const buckets = retained.some(({ type }) => type === "AWS::S3::Bucket");
  return [
    style.warn("Still in the account, outside any stack, and billed:"),
    ...retained.map((one) => sentence(`  ${resource(one)}`, style)),
    nextText([`gworld deploy --env ${env}`], style, "To go on with it, with all that is in it:"),
    ...(removals.length === 0 ? [] : [nextText(removals, style, "To remove it for good:")]),
    ...(buckets ? [style.dim(sentence("A bucket must be emptied first, of all versions too.", style))] : []),
  ];
}

const resource = ({ physicalId, type }: { physicalId: string; type: string }) =>
  `${safeLine(physicalId)} (${safeLine(type)})`;
