import { GworldError } from "../error.ts";
import type { Chunk, CodecName } from "./manifest.ts";

/** Of a codec, what opens chunks. */
interface Opener {
  readonly sha256: (content: string | Uint8Array) => string;
  supports(codec: CodecName): boolean;
  unpack(codec: CodecName, stored: Uint8Array, maxBytes: number): Promise<string>;
}

/** The lines of a chunk, or why they are not those that its manifest names. */
export type OpenedChunk = { readonly lines: readonly string[] } | { readonly problem: string };

/** Unpacks a chunk as it is stored, and checks it against its manifest before and after. */
export async function openChunk(codec: Opener, chunk: Chunk, stored: Uint8Array): Promise<OpenedChunk> {
  if (codec.sha256(stored) !== chunk.storedSha256) return { problem: "its bytes are not those that were stored" };
  const text = await codec.unpack(chunk.codec, stored, chunk.bytes).catch(notUnpacked);
  if (text === undefined) return { problem: "it does not unpack to what it should" };
  if (codec.sha256(text) !== chunk.sha256) return { problem: "its rows are not those that were packed" };
  const lines = text.split("\n");
  if (lines.pop() === "" && lines.length === chunk.items) return { lines };
  return { problem: `it has not ${chunk.items} rows` };
}

function notUnpacked(error: unknown): undefined {
  if (error instanceof GworldError && error.code === "unverified") return undefined;
  throw error;
}

/** What a chunk holds, for people. */
export const chunkText = ({ part, partition, from, to, sha256 }: Chunk) =>
  `chunk ${sha256.slice(0, 12)} (${part}${partition === "" ? "" : ` of ${partition}`}, ${from} to ${to})`;

/** Throws `usage` where one of these is packed as this runtime cannot unpack it. */
export function requireCodecs(codec: Pick<Opener, "supports">, chunks: readonly Chunk[]): void {
  const lacking = chunks.find((chunk) => !codec.supports(chunk.codec));
  if (lacking === undefined) return;
  throw new GworldError("usage", `The snapshot is packed with ${lacking.codec}, which this Node does not have.`, {
    hint: "Run gworld with Node 22.15 or later.",
  });
}
