/** Plain bytes of a chunk, as far as whole lines allow, and the most that one may unpack to: an item of 400 KB can be a line of many more. */
export const chunkTarget = 8 * 1_048_576;
export const greatestChunk = 32 * 1_048_576;

/** The longest manifest that is read. */
export const greatestManifest = 64 * 1_048_576;
