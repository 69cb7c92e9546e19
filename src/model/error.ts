/** How gworld ends, as a script sees it. Codes are API: add, never renumber. */
export const exitCodes = {
  failed: 1,
  usage: 2,
  changes: 3,
  credentials: 4,
  resumable: 5,
  unverified: 6,
  notFound: 10,
  locked: 11,
  refused: 12,
  lockLost: 13,
  interrupted: 130,
} as const;

export type ErrorCode = keyof typeof exitCodes;

/** A failure the user can act on: the hint says what to type next. Anything else that is thrown is a bug in gworld. */
export class GworldError extends Error {
  override readonly name = "GworldError";
  readonly code: ErrorCode;
  readonly hint: string;

  constructor(code: ErrorCode, message: string, { hint, ...options }: ErrorOptions & { hint: string }) {
    super(message, options);
    this.code = code;
    this.hint = hint;
  }
}

/** What was thrown, in words; anything can be thrown. */
export const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
