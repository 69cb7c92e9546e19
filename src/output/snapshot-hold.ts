import type { HeldSnapshot } from "../operations/snapshot-hold.ts";
import type { Render } from "../ports/io.ts";

export const heldText =
  (env: string): Render<HeldSnapshot> =>
  ({ snapshotId, held }, style) =>
    held
      ? `${style.good("Held:")} nothing deletes ${style.bold(snapshotId)}.\n${style.accent("Let it go:")} gworld snapshot hold ${snapshotId} --release -e ${env}`
      : `${style.bold(snapshotId)} is held no more: delete and prune may take it.`;
