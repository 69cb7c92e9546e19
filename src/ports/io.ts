/** Colours of a text, which are the identity where there is no colour. Meaning first: renderers never name a colour. */
export interface Style {
  readonly width: number;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly accent: (text: string) => string;
  /** What was looked for, within any other colour. */
  readonly mark: (text: string) => string;
  /** A colour that the key always has, to tell many of a kind apart. */
  readonly hue: (key: string, text: string) => string;
}

/** A value as text for a person. The value itself is what `--json` prints. */
export type Render<T> = (value: T, style: Style) => string;

/**
 * What progress tells: what it is, and when, in milliseconds since the epoch. `--json` prints it as it is, one object a line,
 * and whoever reads those lines knows all of them by `kind`. Words for people are in `text`.
 */
export interface ProgressEvent {
  readonly kind: string;
  readonly at: number;
}

/** Live progress of one operation on stderr: a tree redrawn on a terminal, a line an event elsewhere. */
export interface Progress<E> {
  report(event: E): void;
  /** Ends the display; idempotent. */
  end(): void;
}

/** How progress events are drawn: `line` where there is no terminal, `frame` (the whole picture so far) where there is. */
export interface ProgressView<E> {
  /** Of long progress, which is folded under it where that can be. */
  readonly title?: string;
  line(event: E, style: Style): string | undefined;
  /** What stands where there is no terminal and no line for a while, so that nobody takes it for dead. */
  pulse?(now: number, style: Style): string | undefined;
  /** Folds events, and draws the frame at a moment in milliseconds. Without a height it shows all; the end of what is higher is cut off. */
  frame(): { fold(event: E): void; draw(now: number, style: Style, height?: number): string };
}

/** A value that changes while one looks at it, on stdout. */
export interface Live<T> {
  show(value: T): void;
  /** Ends the display; idempotent. */
  end(): void;
}

/** A question that one key answers; with no answer in time it is `otherwise`. */
export interface Menu<V extends string> {
  readonly title: string;
  readonly choices: readonly { readonly key: string; readonly value: V; readonly text: string }[];
  readonly otherwise: V;
  readonly seconds: number;
}

/** What an answer may be. */
export interface Question {
  /** Taken where nothing is typed. */
  readonly suggested?: string | undefined;
  /** Says what is wrong with an answer, which is then asked for again. */
  readonly problem?: ((answer: string) => string | undefined) | undefined;
}

/** Asks the person in front of the terminal. */
export interface Ask {
  confirm(question: string): Promise<boolean>;
  input(question: string, options?: Question): Promise<string>;
  /** Several of these, all of them chosen to begin with; one at least. */
  choose(question: string, choices: readonly string[]): Promise<readonly string[]>;
}

/** What a verb may do with the person or the program in front of it. stdout is the answer, stderr everything else. */
export interface Io {
  /** Prints the answer: text for a person, one JSON document under `--json`. */
  result<T>(value: T, render: Render<T>): void;
  /** Prints one item of a stream: a line of text, or one JSON object a line under `--json`. */
  item<T>(value: T, render: Render<T>): void;
  /** As `item` for each of many, at the cost of few writes. `json` writes a value faster than JSON.stringify, and the same. */
  each<T>(values: readonly T[], render: Render<T>, json?: (value: T) => string): void;
  /** Says something on stderr that is not the answer. Silent under `--json`. */
  note(text: string): void;
  warn(text: string): void;
  /** Shows a plan on stderr that nobody is asked about. Silent under `--json`. */
  show(text: Render<null>): void;
  /** Says beside the answer, on stderr, what a program should know, too: a text, or one JSON object a line under `--json`. */
  tell<E extends ProgressEvent>(event: E, text: (event: E) => string): void;
  /**
   * Shows a plan on stderr and asks. `yes` approves without asking; with nobody to ask and no `yes` it throws
   * `refused`, naming the flag. With `confirm`, approval means that this text is typed (or was given by flag).
   */
  approve(
    text: Render<null>,
    options: { yes: boolean; question: string; confirm?: { expected: string; given?: string | undefined } },
  ): Promise<boolean>;
  /** The person to ask; throws `refused` where nobody can answer, with `hint` for what to type instead. */
  ask(hint: string): Promise<Ask>;
  progress<E extends ProgressEvent>(view: ProgressView<E>): Progress<E>;
  /** The answer as it changes: redrawn on a terminal; elsewhere what `changes` tells, under `--json` each new value as a line. */
  live<T>(render: Render<T>, changes: (before: T | undefined, now: T, style: Style) => string | undefined): Live<T>;
  /** Shows a spinner (a line where there is no terminal) while one short piece of work goes on. */
  during<T>(text: string, work: () => Promise<T>): Promise<T>;
  /**
   * Asks under what is live, which stands still meanwhile; one key answers. Undefined when the signal ends it, or Ctrl-C.
   * Absent where there is nobody, or no picture.
   */
  readonly choose?: (<V extends string>(menu: Menu<V>, signal: AbortSignal) => Promise<V | undefined>) | undefined;
  /** True where a person can answer. */
  readonly interactive: boolean;
}
