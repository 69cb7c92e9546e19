/** A file that grows by whole lines. */
export interface LineFile {
  /** Afterwards all of these lines are in the file; after a failure none. */
  write(lines: readonly string[]): Promise<void>;
  /** A file that got no line is not kept, and what it was to replace stays. */
  close(): Promise<void>;
}

/** Makes a file that only its owner may read. Throws `usage` for one that exists, unless it is to be replaced, and for a place that cannot be written to. */
export type OpenLineFile = (path: string, options: { readonly force: boolean }) => Promise<LineFile>;
