import { Writable } from "node:stream";
import type { Sink } from "../../src/output/sink.ts";

/** A stream that remembers what was written. With `columns` it says it is a terminal. */
export function fakeSink(terminal?: { columns: number; rows?: number }): Sink & { text(): string } {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  return Object.assign(stream, {
    text: () => chunks.join(""),
    ...(terminal && { isTTY: true, columns: terminal.columns, rows: terminal.rows ?? 24 }),
  });
}
