/** One file of a bundle. */
export interface BundleEntry {
  /** `manifest.json` or `chunks/<aa>/<sha256>.<gz|zst>`; what was read may be anything. */
  readonly name: string;
  /** `file`, or what else an archive may carry: `symlink`, `link`, `directory` ... */
  readonly type: string;
  readonly size: number;
  readonly body: AsyncIterable<Uint8Array>;
}

/** A snapshot as one file (tar). */
export interface Bundles {
  /** Writes the file whole or not at all; throws `usage` when it exists and `force` is not given. Returns its size. */
  write(
    path: string,
    entries: AsyncIterable<{ readonly name: string; readonly body: Uint8Array }>,
    options: { force: boolean },
  ): Promise<number>;
  /** Entries in the order of the file. Each body is read, or skipped, before the next. Throws `usage` for what is no bundle. */
  read(path: string): AsyncIterable<BundleEntry>;
}
