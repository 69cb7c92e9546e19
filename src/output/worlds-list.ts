import type { WorldAnswer } from "../model/world/answer.ts";
import type { WorldList } from "../operations/worlds-list.ts";
import type { Render } from "../ports/io.ts";
import { countText } from "./amount-text.ts";
import { nextText } from "./next-text.ts";
import { type Column, table } from "./table.ts";
import { agoText, engineText, worldStatusText } from "./world-status.ts";

/** A line a world. */
export const worldListText =
  ({ env, now }: { readonly env: string; readonly now: number }): Render<WorldList> =>
  ({ worlds }, style) =>
    worlds.length === 0
      ? `There are no worlds in ${env}.\n${nextText([`gworld worlds create smallville --demo -e ${env}`], style)}`
      : table(worlds, columns(now), style);

const columns = (now: number): readonly Column<WorldAnswer>[] => [
  { title: "WORLD", text: ({ worldId }) => worldId },
  { title: "STATUS", text: ({ status }, style) => worldStatusText(status, style) },
  { title: "ENGINE", text: engineText },
  { title: "TICK", text: ({ tick }) => countText(tick), align: "right" },
  { title: "WRITTEN", text: ({ updatedAt }) => agoText(updatedAt, now), align: "right" },
  { title: "AGENTS", text: ({ agents }) => countText(agents), align: "right" },
  {
    title: "SNAPSHOT",
    text: ({ lastSnapshot }, style) =>
      lastSnapshot === null ? style.dim("none") : agoText(lastSnapshot.createdAt, now),
    align: "right",
  },
];
