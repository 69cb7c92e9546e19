import type { Context, Surroundings } from "../../src/cli/command.ts";
import { emptyConfig } from "../../src/model/config/empty.ts";
import { loadConfig } from "../../src/model/config/load.ts";
import { presets } from "../../src/model/config/presets.ts";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { GworldError } from "../../src/model/error.ts";
import { hintsFor } from "../../src/main/hints.ts";
import { given as present } from "../../src/model/json.ts";
import type { Connection } from "../../src/ports/connection.ts";
import type { Identity } from "../../src/ports/identity.ts";
import type { LocalCloud } from "../../src/ports/local-cloud.ts";
import type { Synth } from "../../src/ports/synth.ts";
import type { LineFile } from "../../src/ports/line-file.ts";
import type { Pager } from "../../src/ports/pager.ts";
import { fakeClock } from "./clock.ts";
import { fakeIo, type FakeIoOptions } from "./io.ts";

export interface FakeContextOptions extends FakeIoOptions {
  readonly config?: EnvironmentConfig;
  readonly connection?: Omit<Connection, "config" | "clock">;
  /** Without it the connection's. */
  readonly identity?: Identity;
  readonly synth?: Synth;
  readonly localCloud?: LocalCloud;
  readonly configText?: string;
  readonly signal?: AbortSignal;
  readonly pager?: Pager;
  readonly onInterrupt?: Context["onInterrupt"];
  readonly files?: Map<string, string>;
  readonly gitSha?: string;
  readonly ci?: string;
  readonly surroundings?: Partial<Surroundings>;
}

/** The built-in dev environment, as it is without a configuration file. */
export const devConfig: EnvironmentConfig = { ...presets.dev, name: "dev", project: "gworld" };

/** A context over fakes. What a test does not give is missing with a clear error. `files` holds what was written. */
export function fakeContext(options: FakeContextOptions = {}) {
  const io = fakeIo(options);
  const clock = fakeClock();
  const config = options.config ?? devConfig;
  const text = options.configText ?? "";
  const files = options.files ?? new Map<string, string>();
  const summaries: string[] = [];
  const context: Context = {
    io,
    clock,
    onInterrupt: options.onInterrupt ?? (() => () => undefined),
    signal: options.signal ?? new AbortController().signal,
    environment: async () => config,
    connect: async () => ({ ...given("connection", options.connection), config, clock }),
    get synth() {
      return given("synth", options.synth);
    },
    localCloud: async () => given("local cloud", options.localCloud),
    identity: async () => options.identity ?? given("connection", options.connection).identity,
    config: async () => (text === "" ? emptyConfig : loadConfig(text, "gworld.yaml")),
    configFile: async () => ({
      path: options.configText === undefined ? undefined : "gworld.yaml",
      text,
    }),
    surroundings: async () => ({ ...nowhere, ...options.surroundings }),
    isThere: async (path) => files.has(path),
    async readFile(path) {
      const found = files.get(path);
      if (found === undefined) throw new GworldError("usage", `Cannot read ${path}.`, { hint: "" });
      return found;
    },
    async writeFile(path, text) {
      files.set(path, text);
    },
    hint: hintsFor({ typed: config.name, env: {} }),
    summarize: async (text) => void summaries.push(await text()),
    openLineFile: async (path, { force }) => fakeLineFile(files, path, force),
    pager: () => options.pager ?? noPager,
    origin: async (command) => ({
      command,
      version: "0.0.0-test",
      node: "22.1.0",
      ...present({ gitSha: options.gitSha, ci: options.ci }),
    }),
    version: "0.0.0-test",
    node: "22.1.0",
  };
  return { context, io, clock, files, summaries };
}

/** A folder outside of any checkout, where nobody has credentials. */
const nowhere: Surroundings = {
  file: "gworld.yaml",
  folder: "town",
  root: "",
  within: () => "",
  account: async () => undefined,
};

const noPager: Pager = {
  left: new AbortController().signal,
  taken: async () => undefined,
  aside: (say) => say(),
  end: async () => undefined,
};

/** A file among `files`, which has the lines as soon as they are written. */
function fakeLineFile(files: Map<string, string>, path: string, force: boolean): LineFile {
  if (files.has(path) && !force) throw new GworldError("usage", `${path} exists.`, { hint: "--force" });
  let text = "";
  return {
    async write(lines) {
      text += lines.map((line) => `${line}\n`).join("");
      if (text !== "") files.set(path, text);
    },
    close: async () => undefined,
  };
}

function given<T>(what: string, value: T | undefined): T {
  if (value === undefined)
    throw new GworldError("failed", `This test has no ${what}.`, { hint: "Give fakeContext one." });
  return value;
}
