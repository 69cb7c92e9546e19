/** One output stream and what is known of the terminal behind it. `process.stdout` is one. */
export interface Sink extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  /** More was written than has been taken. */
  readonly writableNeedDrain?: boolean;
}
