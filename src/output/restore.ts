import { durationText } from "../model/duration.ts";
import { dollarsText, requestPrices } from "../model/prices.ts";
import { byPart } from "../model/restore/parts.ts";
import type { RestorePlan } from "../model/restore/plan.ts";
import type { Restored } from "../operations/restore.ts";
import type { Render } from "../ports/io.ts";
import { bytesText, countOf, countText } from "./amount-text.ts";
import { keptText, loadedText, partsOf, togetherText } from "./restore-parts.ts";
import { nextText, sentence, sentences } from "./next-text.ts";
import { safeLine } from "./safe-text.ts";
import { details } from "./table.ts";

/** What will be written, what it costs, and what becomes of what is there. */
export const restorePlanText =
  (plan: RestorePlan): Render<null> =>
  (_, style) => {
    const { env, manifest, mode, worldId, world, parts, kept } = plan;
    const { only } = plan.request;
    const from = manifest.worldId === worldId ? "" : ` from ${safeLine(manifest.worldId)}`;
    const facts = details(
      [
        [
          "snapshot",
          `${manifest.snapshotId}, tick ${countText(manifest.tick)}, ${manifest.consistency === "fuzzy" ? "fuzzy" : "exact"}`,
        ],
        [
          "rows",
          loadedText(
            byPart((part) => parts[part].items),
            only,
          ),
        ],
        ["together", togetherText(only)],
        ["size", `${countOf(plan.rows, "row")}, ${bytesText(plan.bytes)}`],
        ["kept", kept && `${keptText(kept.counts, only)}, as they are now; they are copied`],
        ["engine", engineText(plan)],
        ["cost", costText(plan)],
        ["after", afterText(plan)],
      ],
      style,
    );
    const head =
      mode === "new"
        ? `Restore ${partsOf(only)}${style.bold(worldId)}${from} in ${style.bold(env)}, a new world`
        : `Replace ${partsOf(only)}${style.bold(worldId)} in ${style.bold(env)}, now at tick ${countText(world?.tick ?? 0)}, by what ${only === undefined ? "it was" : "they were"}`;
    const warnings = plan.warnings.map((warning) => `${style.warn("Warning:")} ${safeLine(warning)}`);
    const indented = facts.split("\n").map((line) => `  ${line}`);
    return [sentence(head, style), ...indented, ...warnings.map((line) => sentence(line, style))].join("\n");
  };

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const engineText = ({ engine: { name, why } }: RestorePlan) =>
  name === "client" ? `gworld's own requests (${why})` : `DynamoDB's bulk load of staged files (${why})`;

function costText({ writeUnits, dollars, seconds }: RestorePlan): string {
  const time = `about ${durationText(seconds * 1_000)} on AWS`;
  if (dollars === undefined) return `not included: AWS bills bulk loads by the byte (BulkPutBytes); ${time}`;
  const price = `${requestPrices.region} list price of ${requestPrices.asOf}`;
  return `${countOf(writeUnits, "write unit")}, ${dollarsText(dollars)} (${price}), ${time}`;
}

const afterText = ({ mode, unfinished, kept }: RestorePlan) =>
  `${unfinished === undefined ? "" : `goes on with ${countOf(unfinished.loaded.size, "chunk")} loaded; `}${kept === undefined ? "" : "the world stays paused; "}${mode === "new" ? "the new world is paused" : "what is there now can be brought back for 24 hours"}`;

export const restoredText =
  (env: string): Render<Restored> =>
  (restored, style) => {
    const { worldId, snapshotId, items, kept, seconds, status, tick, undoUntil, result } = restored;
    const only = restored.only ?? undefined;
    const head =
      result === "unchanged"
        ? `${capital(partsOf(only))}${style.bold(worldId)} ${only === undefined ? "is" : "are"} restored from ${snapshotId} already, and nothing was written since.`
        : `${style.good("Restored")} ${partsOf(only)}${style.bold(worldId)}${only === undefined ? ` to tick ${countText(tick)}` : `, which is at tick ${countText(tick)}`}  ${style.dim(durationText(seconds * 1_000))}`;
    const next = [
      `gworld worlds ${status === "paused" ? "resume" : "show"} ${worldId} -e ${env}`,
      ...(undoUntil === null ? [] : [[`gworld restore ${worldId} --undo -e ${env}`, `until ${undoUntil}`] as const]),
    ];
    const said = [
      head,
      `  ${loadedText(items, only)}`,
      ...(only === undefined || restored.mode === "new" ? [] : [`  kept: ${keptText(kept, only)}`]),
      ...(status === "paused" ? ["  It is paused."] : []),
    ];
    return [sentences(said, style), nextText(next, style)].join("\n");
  };
