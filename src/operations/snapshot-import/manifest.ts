import { manifestName } from "../../model/archive/bundle-names.ts";
import { greatestManifest } from "../../model/archive/limits.ts";
import { parseManifest } from "../../model/archive/manifest-text.ts";
import type { Manifest } from "../../model/archive/manifest.ts";
import { requireCodecs } from "../../model/archive/open-chunk.ts";
import { GworldError } from "../../model/error.ts";
import { named, notOurs } from "../../model/archive/tar.ts";
import type { BundleEntry } from "../../ports/bundles.ts";
import type { Codec } from "../../ports/codec.ts";

/** The manifest, which must be the first file: everything behind it is checked against it as it comes. */
export async function readManifest(
  entries: AsyncIterator<BundleEntry>,
  codec: Pick<Codec, "supports">,
): Promise<Manifest> {
  const first = await entries.next();
  if (first.done === true) throw notOurs("it is empty");
  const { name, size } = first.value;
  if (name !== manifestName) throw notOurs(`it begins with ${named(name)}, not with ${manifestName}`);
  if (size > greatestManifest) throw notOurs(`its manifest has ${size} bytes, more than any`);
  const manifest = parsed(textOf(await first.value.read()));
  requireCodecs(codec, manifest.chunks);
  return manifest;
}

/** What a manifest of the archive is told to be damaged by is told of a file, with what helps there. */
function parsed(text: string): Manifest {
  try {
    return parseManifest(text);
  } catch (error) {
    if (!(error instanceof GworldError) || error.code !== "unverified") throw error;
    throw new GworldError("unverified", `${error.message} Nothing was imported.`, {
      hint: "The file is damaged or was changed. Fetch it again, or export it again where it was taken: gworld snapshot export",
      cause: error,
    });
  }
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw notOurs("its manifest is no text");
  }
}
