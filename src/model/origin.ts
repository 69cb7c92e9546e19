/** Where what is done comes from, for the record. */
export interface Origin {
  /** As it was typed, without `gworld`. */
  readonly command: string;
  readonly version: string;
  /** The commit that is checked out, if any. */
  readonly gitSha?: string | undefined;
  /** The run of a CI system that does it. */
  readonly ci?: string | undefined;
}
