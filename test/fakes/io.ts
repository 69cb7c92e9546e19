import { createIo } from "../../src/output/io.ts";
import type { Io } from "../../src/ports/io.ts";
import { fakeSink } from "./sink.ts";

export interface FakeIoOptions {
  /** What the person answers; absent = nobody is there. A text is what they type where a name must be typed. */
  readonly answer?: boolean | string;
  readonly json?: boolean;
  readonly width?: number;
}

/** The real Io over streams in memory, which also remembers the values that passed. */
export function fakeIo({ answer, json = false, width }: FakeIoOptions = {}) {
  const stdout = fakeSink(width === undefined ? undefined : { columns: width });
  const stderr = fakeSink();
  const results: unknown[] = [];
  const items: unknown[] = [];
  const notes: string[] = [];
  const warnings: string[] = [];
  const events: unknown[] = [];
  const approvals: { question: string; approved: boolean }[] = [];
  const ask = async () => ({
    confirm: async () => answer === true,
    input: async () => (typeof answer === "string" ? answer : ""),
  });
  const io = createIo({
    stdout,
    stderr,
    json,
    paint: { stdout: undefined, stderr: undefined },
    now: () => 0,
    ...(answer !== undefined && { ask }),
  });
  const recording: Io = {
    ...io,
    result: (value, render) => {
      results.push(value);
      io.result(value, render);
    },
    item: (value, render) => {
      items.push(value);
      io.item(value, render);
    },
    each: (values, render, json) => {
      items.push(...values);
      io.each(values, render, json);
    },
    note: (text) => {
      notes.push(text);
      io.note(text);
    },
    warn: (text) => {
      warnings.push(text);
      io.warn(text);
    },
    tell: (event, text) => {
      notes.push(text(event));
      io.tell(event, text);
    },
    async approve(text, options) {
      const approved = await io.approve(text, options);
      approvals.push({ question: options.question, approved });
      return approved;
    },
    progress(view) {
      const progress = io.progress(view);
      return {
        report: (event) => {
          events.push(event);
          progress.report(event);
        },
        end: () => progress.end(),
      };
    },
  };
  return {
    ...recording,
    /** The answers given so far, as values. */
    results,
    items,
    notes,
    warnings,
    /** Progress events of every display, in order. */
    events,
    approvals,
    /** What stands on stdout and stderr. */
    stdout: () => stdout.text(),
    stderr: () => stderr.text(),
  };
}
