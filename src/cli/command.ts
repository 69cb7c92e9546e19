import type { EnvironmentConfig } from "../model/environment.ts";
import type { ErrorCode } from "../model/error.ts";
import type { Origin } from "../model/origin.ts";
import type { LoadedConfig } from "../model/config/load.ts";
import type { Clock } from "../ports/clock.ts";
import type { Connection } from "../ports/connection.ts";
import type { Identity } from "../ports/identity.ts";
import type { Io } from "../ports/io.ts";
import type { OpenLineFile } from "../ports/line-file.ts";
import type { LocalCloud } from "../ports/local-cloud.ts";
import type { Pager } from "../ports/pager.ts";
import type { Synth } from "../ports/synth.ts";
import type { Arguments, Flags, Input } from "./flags.ts";

/** All that a command's body may touch. Everything is made on first use, so that `--help` costs nothing. */
export interface Context {
  readonly io: Io;
  readonly clock: Clock;
  /** Aborts on the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  /** On a terminal, who hears of Ctrl-C instead of the signal; elsewhere nobody is asked, and this does nothing. */
  readonly onInterrupt: (hear: HearInterrupt) => () => void;
  /** The chosen environment (`--env` or GWORLD_ENV), its effective configuration. Throws `usage` or `notFound`. */
  readonly environment: () => Promise<EnvironmentConfig>;
  /** Ports of the chosen environment. For a local environment this starts the local cloud. Account and endpoint guards have passed. */
  readonly connect: () => Promise<Connection>;
  /** Who we are, with or without a chosen environment. The endpoint guard has passed, the account guard has not. */
  readonly identity: () => Promise<Identity>;
  readonly synth: Synth;
  readonly localCloud: () => Promise<LocalCloud>;
  readonly configFile: () => Promise<ConfigFile>;
  /** The file read and found right. Throws `usage` with all its problems. */
  readonly config: () => Promise<LoadedConfig>;
  /** What the folder, its checkout and the shell tell a new configuration (`init`). */
  readonly surroundings: () => Promise<Surroundings>;
  readonly isThere: (path: string) => Promise<boolean>;
  /** Reads a text file of the user's (`deploy --plan`). Throws `usage` where it cannot be read. */
  readonly readFile: (path: string) => Promise<string>;
  /** Writes a text file for the user (`synth --out`), creating folders. */
  readonly writeFile: (path: string, text: string) => Promise<void>;
  /** A hint that can be pasted: its commands name the environment that was meant. Those of thrown errors come out so by themselves. */
  readonly hint: (text: string) => string;
  /** Adds Markdown to the summary of a step of GitHub Actions, where there is one. Never fails. */
  readonly summarize: (text: () => Promise<string>) => Promise<void>;
  /** Makes a file that lines are added to while a command runs (`logs --save`). */
  readonly openLineFile: OpenLineFile;
  /** Where stdout is a terminal, long answers are shown by the person's pager from here on, if `wanted`. */
  readonly pager: (wanted: boolean) => Pager;
  /** Where a command comes from, which is named as it was typed: version, commit, CI run. */
  readonly origin: (command: string) => Promise<Origin>;
  readonly version: string;
  /** Of the Node that runs this. */
  readonly node: string;
}

/** Says what a Ctrl-C means. `second` aborts when it is pressed again, or SIGTERM comes: that always means to stop. */
export type HearInterrupt = (second: AbortSignal) => Promise<"stop" | "go on">;

/** The configuration file as it was found. */
export interface ConfigFile {
  /** Undefined when there is none and the built-in presets are all there is. */
  readonly path: string | undefined;
  readonly text: string;
}

/** Where gworld was started, for a configuration that is to be written. Paths are relative to here. */
export interface Surroundings {
  /** The configuration file to write: the one that `--config` names, else gworld.yaml. */
  readonly file: string;
  /** The name of the folder it is in. */
  readonly folder: string;
  /** The root of the git checkout; empty where that is here, or there is none. */
  readonly root: string;
  /** The folder of a file, from that root on. */
  readonly within: (path: string) => string;
  /** The configuration that holds here now, where there is one. */
  readonly found?: string;
  /** The one that --region names. */
  readonly region?: string;
  readonly shellRegion?: string;
  /** On github.com, as owner/name. */
  readonly repository?: string;
  /** The default branch, where git knows it. */
  readonly branch?: string;
  /** Of the credentials that are here. Never fails, and tells nothing where there are none or nobody answers in time. */
  readonly account: () => Promise<string | undefined>;
}

export interface Example {
  readonly command: string;
  readonly summary: string;
}

/** One verb as typed data. `run` imports its operations lazily, so that declaring all verbs stays cheap. */
export interface Command<F extends Flags = Flags, A extends Arguments = Arguments> {
  /** Words as typed: `deploy`, or `local start` for a verb in a group. */
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  readonly examples: readonly [Example, Example, ...Example[]];
  /** Besides 0, 1 and 2, which every command may end with. */
  readonly exitCodes?: readonly ErrorCode[];
  readonly args: A;
  readonly flags: F;
  run(input: Input<F, A>, context: Context): Promise<void | ErrorCode>;
}

/** Types the body by the declared flags and arguments. */
export const defineCommand = <const F extends Flags, const A extends Arguments>(
  command: Command<F, A>,
): Command<F, A> => command;
