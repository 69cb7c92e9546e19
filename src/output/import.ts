import type { ImportPlan, NotImported } from "../model/import/plan.ts";
import type { Imported } from "../operations/import.ts";
import type { Style } from "../ports/io.ts";
import { nextText, sentence } from "./next-text.ts";
import { safeLine } from "./safe-text.ts";

/** What is taken over by which stack, what is not and why, and what comes of it later. */
export function importPlanText(
  { environment, account, region, stacks, refused, retainData }: ImportPlan,
  style: Style,
) {
  const taken = stacks.flatMap(({ name, action, resources }) => [
    `${style.good("+")} ${style.bold(name)}${action === "create" ? " is made by the import" : ""}`,
    ...resources.flatMap(({ logicalId, type, physicalId, note }) => [
      sentence(`    ${safeLine(logicalId)} ${style.dim(type)} takes over ${safeLine(physicalId)}`, style),
      ...(note === undefined ? [] : [style.warn(sentence(`      ${safeLine(note)}`, style))]),
    ]),
  ]);
  const later = retainData
    ? []
    : [
        style.warn(
          sentence(
            `! ${environment} keeps no data: once it is deployed, gworld destroy deletes what was imported.`,
            style,
          ),
        ),
      ];
  return [
    `Importing into ${style.bold(environment)}, account ${account}, ${region}`,
    ...taken,
    ...refusedLines(refused, style),
    sentence("Nothing of it is changed now; the next deploy brings it to what gworld.yaml asks for.", style),
    ...later,
  ].join("\n");
}

export function importedText({ env, imported, refused }: Imported, style: Style): string {
  const lines = imported.map(({ stack, logicalId, physicalId }) =>
    sentence(`  ${safeLine(stack)} ${safeLine(logicalId)}: ${safeLine(physicalId)}`, style),
  );
  if (imported.length === 0)
    return [
      ...refusedLines(refused, style),
      `${style.warn("Nothing to import.")} ${env} is as it was${refused.length > 0 ? "" : ", and has all of it already"}.`,
    ].join("\n");
  return [
    `${style.good("Imported")} ${imported.length === 1 ? "1 resource" : `${imported.length} resources`} into ${style.bold(env)}.`,
    ...lines,
    ...refusedLines(refused, style),
    nextText([[`gworld diff --env ${env}`, "what a deploy would change of it"]], style),
  ].join("\n");
}

const refusedLines = (refused: readonly NotImported[], style: Style) =>
  refused.length === 0
    ? []
    : [
        style.warn("! Not imported"),
        ...refused.map(({ physicalId, from, reason }) =>
          sentence(`    ${safeLine(from)} (${safeLine(physicalId)}): ${safeLine(reason)}`, style),
        ),
      ];
