import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseManifest } from "../../src/model/archive/manifest-text.ts";
import type { WorldData } from "../../src/ports/world-data.ts";
import { exportTo, filesOf } from "./carrying.ts";
import { seedWorld } from "./small-world.ts";
import { takeSnapshot } from "./taking.ts";

/** A snapshot of the world `town`, in a file and taken apart; other files stand beside it until `remove`. */
export async function exportedTown(data: WorldData) {
  const dir = mkdtempSync(join(tmpdir(), "gworld-import-"));
  await seedWorld(data, { worldId: "town" });
  const { snapshot } = await takeSnapshot(data, { worldId: "town", name: "first", labels: { why: "test" } });
  const good = join(dir, "good.tar");
  await exportTo(data, snapshot.snapshotId, good);
  const files = await filesOf(data, good);
  const [head, ...chunkFiles] = files;
  if (head === undefined) throw new Error("The file is empty.");
  const manifest = parseManifest(Buffer.from(head.body).toString());
  const bodies = new Map(
    manifest.chunks.map((chunk) => [chunk.sha256, chunkFiles.find(({ name }) => name.includes(chunk.sha256))?.body]),
  );
  const known = new Map([...bodies].flatMap(([sha256, body]) => (body === undefined ? [] : [[sha256, body] as const])));
  let written = 0;
  return {
    dir,
    snapshot,
    good,
    files,
    head,
    chunkFiles,
    manifest,
    known,
    write: (file: Uint8Array): string => {
      const path = join(dir, `f${(written += 1)}.tar`);
      writeFileSync(path, file);
      return path;
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}
