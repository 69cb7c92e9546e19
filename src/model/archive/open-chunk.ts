import { GworldError } from "../error.ts";
import { rowOf } from "./line.ts";
import type { Chunk, CodecName, Manifest } from "./manifest.ts";
import { rowKeys } from "./row-problem.ts";

/** Of a codec, what opens chunks. */
interface Opener {
  readonly sha256: (content: string | Uint8Array) => string;
  supports(codec: CodecName): boolean;
  unpack(codec: CodecName, stored: Uint8Array, maxBytes: number): Promise<string>;
}

/** The lines of a chunk, or why they are not those that its manifest names. */
export type OpenedChunk = { readonly lines: readonly string[] } | { readonly problem: string };

/**
 * Unpacks a chunk as it is stored and checks what comes out against its manifest. How it is packed proves nothing: it may have
 * been stored anew since, by another zlib.
 */
export async function openChunk(codec: Opener, chunk: Chunk, stored: Uint8Array): Promise<OpenedChunk> {
  const text = await codec.unpack(chunk.codec, stored, chunk.bytes).catch(unlessUnverified);
  if (text === undefined) return { problem: "it does not unpack to what it should" };
  if (codec.sha256(text) !== chunk.sha256) return { problem: "its rows are not those that were packed" };
  const lines = text.split("\n");
  if (lines.pop() === "" && lines.length === chunk.items) return { lines };
  return { problem: `it has not ${chunk.items} rows` };
}

/** The lines of a chunk and their sort keys, or why they are not those that its manifest names. */
export type ProvenChunk =
  { readonly lines: readonly string[]; readonly keys: readonly string[] } | { readonly problem: string };

/** Opens a chunk and proves all that its manifest says of it, to the byte and to the key. */
export async function proveChunk(
  codec: Opener & { sum(lines: Iterable<string>): string },
  { chunk, moment }: { readonly chunk: Chunk; readonly moment?: Pick<Manifest, "tick" | "seq"> | undefined },
  stored: Uint8Array,
): Promise<ProvenChunk> {
  const opened = await openChunk(codec, chunk, stored);
  if ("problem" in opened) return opened;
  const { lines } = opened;
  if (codec.sum(lines) !== chunk.sum) return { problem: "its rows do not add up to its sum" };
  try {
    const read = rowKeys(chunk, rowsIn(lines), moment);
    return "problem" in read ? read : { lines, keys: read.keys };
  } catch (error) {
    unlessUnverified(error);
    return { problem: "a line of it is no row" };
  }
}

/** One at a time: whole rows would take memory beside their lines. */
function* rowsIn(lines: readonly string[]) {
  for (const line of lines) yield rowOf(line);
}

function unlessUnverified(error: unknown): undefined {
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

/** Whether an archive has said that it does not have a chunk. */
export const isMissing = (error: unknown): boolean => error instanceof GworldError && error.code === "notFound";
