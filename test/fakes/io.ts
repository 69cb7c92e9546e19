import { createIo } from "../../src/output/io.ts";
import type { Ask, Io } from "../../src/ports/io.ts";
import { fakeSink } from "./sink.ts";

export interface FakeIoOptions {
  /** What the person answers; absent = nobody is there. A text is what they type where a name must be typed. */
  readonly answer?: boolean | string;
  /** What the person types for each question that begins so; else they take what is suggested. Several are chosen with commas. */
  readonly answers?: Readonly<Record<string, string>>;
  readonly json?: boolean;
  readonly width?: number;
}

/** The real Io over streams in memory, which also remembers the values that passed. */
export function fakeIo({ answer, answers, json = false, width }: FakeIoOptions = {}) {
  const stdout = fakeSink(width === undefined ? undefined : { columns: width });
  const stderr = fakeSink();
  const results: unknown[] = [];
  const items: unknown[] = [];
  const notes: string[] = [];
  const warnings: string[] = [];
  const events: unknown[] = [];
  const approvals: { question: string; approved: boolean }[] = [];
  const questions: string[] = [];
  const typed = (question: string) =>
    Object.entries(answers ?? {}).find(([start]) => question.startsWith(start))?.[1] ??
    (typeof answer === "string" ? answer : undefined);
  const ask = async (): Promise<Ask> => ({
    confirm: async () => answer === true,
    async input(question, { suggested, problem } = {}) {
      questions.push(question);
      const text = typed(question) ?? suggested ?? "";
      const wrong = problem?.(text);
      if (wrong !== undefined) throw new Error(`${question}: ${wrong}`);
      return text;
    },
    async choose(question, choices) {
      questions.push(question);
      return typed(question)?.split(",") ?? choices;
    },
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
    /** What was asked, besides for approval. */
    questions,
    /** What stands on stdout and stderr. */
    stdout: () => stdout.text(),
    stderr: () => stderr.text(),
  };
}
