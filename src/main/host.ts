import type { HearInterrupt } from "../cli/command.ts";
import type { KeyInput } from "../cli/keys.ts";
import type { GithubRun } from "../output/github.ts";
import type { Sink } from "../output/sink.ts";
import type { Clock } from "../ports/clock.ts";

/** Everything gworld takes from the process it runs in, as one argument. */
export interface Host {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdin: KeyInput & { readonly isTTY?: boolean };
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Present where GitHub Actions reads what is written and understands its commands. */
  readonly github?: GithubRun;
  /** Runs before the process is ended from outside, to give the terminal back. */
  onEnd(restore: () => void): void;
  /** Another program has the terminal until this is taken back: Ctrl-C is its key, and never ends us at once. */
  lendTerminal(): () => void;
  /** Ctrl-C is told to this one first, until that is taken back. */
  onInterrupt(hear: HearInterrupt): () => void;
}
