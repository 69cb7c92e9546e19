import type { HeldSnapshot } from "../operations/snapshot-hold.ts";
import type { Render } from "../ports/io.ts";
import { nextText } from "./next-text.ts";

export const heldText =
  (env: string): Render<HeldSnapshot> =>
  ({ snapshotId, held }, style) =>
    held
      ? `${style.good("Held:")} nothing deletes ${style.bold(snapshotId)}.\n${nextText([`gworld snapshot hold ${snapshotId} --release -e ${env}`], style, "Let it go:")}`
      : `${style.bold(snapshotId)} is held no more: delete and prune may take it.`;
