/** One file of a bundle, as it was found: the name may be anything. */
export interface BundleEntry {
  readonly name: string;
  /** Bytes; they are in the file. */
  readonly size: number;
  /** Its content, which is skipped where nobody reads it before the next entry is asked for. */
  read(): Promise<Uint8Array>;
}

/** A snapshot as one file (tar). */
export interface Bundles {
  /**
   * Writes the file whole or not at all, and returns its size. Entries are asked for once the place is known to be good;
   * throws `usage` where it is not, and where the file exists and `force` is not given.
   */
  write(
    path: string,
    entries: AsyncIterable<{ readonly name: string; readonly body: Uint8Array }>,
    options: { readonly force: boolean },
  ): Promise<number>;
  /** Throws `usage` where no file can be written into this folder. */
  checkFolder(path: string): Promise<void>;
  /** Entries in the order of the file. Throws `usage` for what no `write` wrote: a damaged file, another kind, more behind the end. */
  read(path: string): AsyncIterable<BundleEntry>;
}
