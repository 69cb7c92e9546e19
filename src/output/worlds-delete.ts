import type { DeletedWorld, DeletePlan } from "../operations/worlds-delete.ts";
import type { Render, Style } from "../ports/io.ts";
import { bytesText, countOf, countText } from "./amount-text.ts";
import { nextText, sentences } from "./next-text.ts";
import { safeLine } from "./safe-text.ts";

/** What goes, and what stays. */
export const deletePlanText =
  (plan: DeletePlan): Render<null> =>
  (_, style) => {
    const { env, world, rows } = plan;
    const known = [
      countOf(rows.agents, "agent"),
      rows.memories === null ? "memories" : countOf(rows.memories, "memory", "memories"),
      countOf(rows.objects, "object"),
      rows.events === null ? "events" : countOf(rows.events, "event"),
    ];
    const older = world.retired.length;
    const lines = [
      `Delete ${style.bold(safeLine(world.worldId))} in ${style.bold(env)}, now ${world.status} at tick ${countText(world.tick)}`,
      `  ${style.bad("lost")}  ${known.join(", ")}${older === 0 ? "" : `, and ${countOf(older, "older generation")}`}`,
      snapshotsText(plan, style),
    ];
    return sentences(lines, style);
  };

function snapshotsText({ archive, withSnapshots }: DeletePlan, style: Style): string {
  const { snapshots, bytes } = archive;
  if (snapshots === 0) return `  ${style.bad("It has no snapshot: nothing of it will be left.")}`;
  if (!withSnapshots)
    return `  ${style.good("stays")} ${countOf(snapshots, "snapshot")}: gworld restore brings it back`;
  return `  ${style.bad("lost")}  ${countOf(snapshots, "snapshot")}, ${bytesText(bytes)}: nothing of it will be left`;
}

export const deletedText =
  (env: string): Render<DeletedWorld> =>
  ({ worldId, rows, snapshots, freedBytes }, style) =>
    [
      `${style.good("Deleted")} ${style.bold(safeLine(worldId))}: ${countOf(rows, "row")}${snapshots.deleted === 0 ? "" : `, ${countOf(snapshots.deleted, "snapshot")} of ${bytesText(freedBytes)}`}.`,
      ...(snapshots.kept === 0
        ? []
        : [nextText([`gworld snapshot list ${safeLine(worldId)} -e ${env}`], style, "Its snapshots stay:")]),
    ].join("\n");
