import { constants, gunzipSync } from "node:zlib";
import type { ObjectStore } from "./object-store.ts";

/** A report may be as long as its input: of each object only its beginning is read. */
const most = 65_536;
const objectsAtMost = 20;

/** The first lines of the objects under a prefix, packed or not; manifests and what cannot be read are passed over. */
export async function bulkReport(store: ObjectStore, prefix: string, lines: number): Promise<readonly string[]> {
  const found: string[] = [];
  let read = 0;
  for await (const { objects } of store.list(prefix))
    for (const { key, size } of objects) {
      if (found.length >= lines || read >= objectsAtMost) return found;
      if (size === 0 || /manifest/i.test(key.slice(prefix.length))) continue;
      read += 1;
      const body = await store.read(key, most);
      if (body !== undefined) found.push(...linesIn(Buffer.from(body)).slice(0, lines - found.length));
    }
  return found;
}

function linesIn(body: Buffer): readonly string[] {
  const plain = isGzip(body) ? begun(body) : body;
  return plain === undefined || plain.includes(0) ? [] : plain.toString("utf8").split("\n").filter(Boolean);
}

const isGzip = (body: Buffer) => body[0] === 0x1f && body[1] === 0x8b;

/** What the beginning of a packed object holds. */
function begun(body: Buffer): Buffer | undefined {
  try {
    return gunzipSync(body, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: most * 64 });
  } catch {
    return undefined;
  }
}
