import { safeText } from "./safe-text.ts";

/** What GitHub's runner is told besides the text of a log: annotations, and groups of lines that fold. */
export interface GithubRun {
  readonly error: (title: string, message: string) => void;
  readonly warn: (message: string) => void;
  /** Lines from here on fold under a title, until the function that it returns is called. */
  readonly group: (title: string) => () => void;
}

/** A workflow command on a line of its own. Escaped as the runner reads it back (actions/runner, ActionCommand.cs). */
export function githubRun(write: (line: string) => void): GithubRun {
  const annotate = (kind: "error" | "warning", title: string, message: string) =>
    write(`::${kind} title=${escapedProperty(safeText(title))}::${escaped(safeText(message))}`);
  return {
    error: (title, message) => annotate("error", title, message),
    // The runner shows it as a line of the log, too.
    warn: (message) => annotate("warning", "gworld", message),
    group(title) {
      write(`::group::${escaped(safeText(title))}`);
      return () => write("::endgroup::");
    },
  };
}

const escaped = (text: string) => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const escapedProperty = (text: string) => escaped(text).replaceAll(":", "%3A").replaceAll(",", "%2C");

/** Takes what is written to a log, part by part, and gives back what may be. */
export interface CommandFilter {
  pass(text: string): string;
  /** True where the next character begins a line. */
  atLineStart(): boolean;
}

/**
 * Keeps a log's text from being obeyed. The runner reads stdout and stderr alike; it obeys a line that begins with `::`, after
 * any space, and `##[` wherever it stands in one (ActionCommand.cs, TryParseV2 and TryParse). Both are parted by a space; in
 * JSON the bracket is written as an escape, which is the same value.
 */
export function commandFilter(json: boolean): CommandFilter {
  // Of the current line as it was written, as much as decides how it goes on.
  let line = "";
  return {
    atLineStart: () => line === "",
    pass(text) {
      const whole = (line + text).replaceAll("##[", json ? String.raw`##\u005b` : "## [");
      const harmless = json ? whole : whole.replaceAll(/(^|[\n\r])([^\S\n\r]*):(?=:)/g, "$1$2: ");
      const passed = harmless.slice(line.length);
      const last = harmless.slice(Math.max(harmless.lastIndexOf("\n"), harmless.lastIndexOf("\r")) + 1);
      line = last.trim().length > 2 ? `x${last.slice(-2)}` : last;
      return passed;
    },
  };
}
