import { readFile, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Context } from "../cli/command.ts";
import type { Globals } from "../cli/globals.ts";
import { createIo } from "../output/io.ts";
import type { Sink } from "../output/sink.ts";
import { GworldError, wordsOf } from "../model/error.ts";
import { given } from "../model/json.ts";
import { loadPaint } from "../output/colour.ts";
import { version } from "./build-info.ts";
import { findConfigFile } from "./config-file.ts";
import { chooseEnvironment, readConfig } from "./environment.ts";
import { ciRun } from "./ci-run.ts";
import { gitSha } from "./git-sha.ts";
import type { Host } from "./host.ts";
import { keepRegexesLinear } from "./linear-regexes.ts";
import { localPlace } from "./local.ts";
import { isThere } from "./is-there.ts";
import { makeFolder } from "./make-folder.ts";
import { hintsFor } from "./hints.ts";
import { paging, type Paging } from "./pager.ts";
import { createSynth } from "./synth.ts";
import { cacheFolder, folderCache } from "./template-cache.ts";

/** A command's surroundings, each made on first use. `signalTaken` tells whether the body watches the signal itself. */
export async function createContext(host: Host, globals: Globals) {
  keepRegexesLinear();
  const answers = paging(host);
  const io = await hostIo(host, globals, answers);
  let taken = false;
  const configFile = once(() => findConfigFile(host.cwd, globals.config));
  const config = once(async () => readConfig(await configFile()));
  const resolved = once(async () => chooseEnvironment(await config(), globals, host.env));
  const localCloud = once(async () => {
    const { file } = await config();
    const { openLocalCloud } = await import("./local-cloud.ts");
    return openLocalCloud(localPlace(host.env, host.cwd, file));
  });
  const means = { host, io, globals, localCloud };
  const target = () => import("./target.ts");
  const ambient = async () => (await target()).ambientIdentity(ambientRegion(host, globals), means);
  const named = globals.env !== undefined || Boolean(host.env["GWORLD_ENV"]);
  const context: Context = {
    io,
    clock: host.clock,
    get signal() {
      taken = true;
      return host.signal;
    },
    onInterrupt: (hear) => (io.interactive ? host.onInterrupt(hear) : () => undefined),
    environment: async () => (await resolved()).config,
    connect: once(async () => (await target()).connectEnvironment(await resolved(), means)),
    identity: once(async () => {
      return named ? (await (await target()).bind(await resolved(), means)).identity : ambient();
    }),
    synth: createSynth(folderCache(resolve(cacheFolder(host.env), "templates"))),
    localCloud,
    configFile,
    config,
    surroundings: async () => {
      const { surroundings } = await import("./surroundings.ts");
      return surroundings(host, globals, { identity: ambient, config: configFile });
    },
    isThere: (path) => isThere(resolve(host.cwd, path)),
    readFile: (path) => readOfUser(resolve(host.cwd, path)),
    writeFile: (path, text) => writeForUser(resolve(host.cwd, path), text),
    hint: hintsFor({ typed: globals.env, env: host.env }),
    async summarize(text) {
      const { appendSummary } = await import("./step-summary.ts");
      await appendSummary(host.env, text);
    },
    openLineFile: async (path, options) =>
      (await import("./line-file.ts")).openLineFile(resolve(host.cwd, path), options),
    pager: (wanted) => answers.open(wanted && !globals.json),
    async origin(command) {
      const from = { gitSha: await gitSha(host.cwd, host.env), ci: ciRun(host.env) };
      return { command, version, ...given(from) };
    },
    version,
    node: process.versions.node,
  };
  return { context, signalTaken: () => taken, restore: () => io.restore() };
}

async function readOfUser(file: string) {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new GworldError("usage", `Cannot read ${file}: ${wordsOf(cause)}.`, {
      hint: "Name a file that is there and may be read.",
      cause,
    });
  }
}

async function writeForUser(file: string, text: string) {
  try {
    await makeFolder(dirname(file));
    await writeFile(file, text);
  } catch (cause) {
    throw new GworldError("usage", `Cannot write ${file}: ${wordsOf(cause)}.`, {
      hint: "Name a folder that can be written to.",
      cause,
    });
  }
}

async function hostIo(
  { stdin, stdout, stderr, env, clock, github }: Host,
  { json, noColor }: Globals,
  { print }: Pick<Paging, "print">,
) {
  const paint = ({ isTTY = false }: Sink) => loadPaint({ env, isTTY, disabled: noColor });
  // A runner that offers a terminal has nobody in front of it.
  const interactive = stdin.isTTY === true && stderr.isTTY === true && !env["CI"] && !env["GITHUB_ACTIONS"];
  return createIo({
    stdout,
    stderr,
    json,
    print,
    paint: { stdout: await paint(stdout), stderr: await paint(stderr) },
    now: () => clock.now(),
    frames: env["TERM"] !== "dumb" && github === undefined,
    github,
    ...(interactive && {
      ask: async () => (await import("../cli/prompt.ts")).createAsk(stdin, stderr),
      readKey: async (keys, signal) => (await import("../cli/keys.ts")).keysOf(stdin)(keys, signal),
    }),
  });
}

const ambientRegion = ({ env }: Host, { region }: Globals) =>
  region ?? (env["AWS_REGION"] || env["AWS_DEFAULT_REGION"] || "us-east-1");

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
