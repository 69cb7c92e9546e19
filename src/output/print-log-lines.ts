import type { LineForm } from "../model/log-form.ts";
import type { LogReading } from "../operations/logs.ts";
import type { Io } from "../ports/io.ts";
import type { OpenLineFile } from "../ports/line-file.ts";
import type { Pager } from "../ports/pager.ts";
import { harmlessJson } from "./json.ts";
import { lineJson } from "./log-json.ts";
import { notSavedText } from "./log-notices.ts";
import { logLineText } from "./logs.ts";

/** Where lines go. */
export interface LinePlaces {
  readonly io: Pick<Io, "each" | "note">;
  readonly pager: Pager;
  readonly openLineFile: OpenLineFile;
}

export interface Printing {
  readonly form: LineForm;
  readonly now: number;
  /** The file they are also written to. */
  readonly save?: string | undefined;
  readonly force: boolean;
  /** What is said once where there are very many lines. */
  readonly offer: (() => string) | undefined;
}

/** From so many lines on Logs Insights is offered instead. */
const manyLines = 100_000;

/** Lines as their turn comes; the next are read when these are taken. */
export async function printLines(
  reading: LogReading,
  { form, now, save, force, offer }: Printing,
  { io, pager, openLineFile }: LinePlaces,
): Promise<void> {
  const render = logLineText(form, { from: reading.from, now });
  const file = save === undefined ? undefined : await openLineFile(save, { force });
  let printed = 0;
  let open = offer;
  try {
    for await (const lines of reading.lines) {
      io.each(lines, render, lineJson);
      printed += lines.length;
      if (open !== undefined && reading.receipt().shown >= manyLines) {
        const said = open();
        pager.aside(() => io.note(said));
        open = undefined;
      }
      await file?.write(lines.map((line) => harmlessJson(lineJson(line))));
      await pager.taken();
    }
  } finally {
    await file?.close();
    if (save !== undefined && printed === 0) io.note(notSavedText(save, force));
  }
}
