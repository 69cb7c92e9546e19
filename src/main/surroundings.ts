import { basename, dirname, join, relative, resolve } from "node:path";
import type { ConfigFile, Surroundings } from "../cli/command.ts";
import type { Globals } from "../cli/globals.ts";
import { githubRepository } from "../model/init/git-remote.ts";
import { given } from "../model/json.ts";
import type { Identity } from "../ports/identity.ts";
import { gitFolder, textOf } from "./git-folder.ts";
import type { Host } from "./host.ts";
import { isThere } from "./is-there.ts";

/** How long whoever waits for a question is kept waiting for an account to offer. */
const patienceMs = 3_000;

/** What this folder, its checkout and the shell tell a new configuration. */
export async function surroundings(
  { cwd, env, clock }: Host,
  globals: Globals,
  { identity, config }: { identity: () => Promise<Identity>; config: () => Promise<ConfigFile> },
): Promise<Surroundings> {
  const file = globals.config ?? "gworld.yaml";
  const here = await isThere(resolve(cwd, file));
  // A file that --config names need not be there yet.
  const found = here ? file : globals.config === undefined ? (await config()).path : undefined;
  const git = await gitFolder(cwd);
  const [settings, head] = git
    ? await Promise.all(["config", "refs/remotes/origin/HEAD"].map((name) => textOf(join(git.shared, name))))
    : [];
  const root = git?.root ?? cwd;
  return {
    file,
    folder: basename(dirname(resolve(cwd, file))),
    root: relative(cwd, root),
    within: (path) => relative(root, dirname(resolve(cwd, path))).replaceAll("\\", "/"),
    ...given({
      found,
      region: globals.region,
      shellRegion: env["AWS_REGION"] || env["AWS_DEFAULT_REGION"] || undefined,
      repository: githubRepository(settings ?? ""),
      branch: /^ref: refs\/remotes\/origin\/(.+)$/.exec(head ?? "")?.[1],
    }),
    account: () =>
      Promise.race([
        identity().then(
          async (port) => (await port.caller()).account,
          () => undefined,
        ),
        clock.wait(patienceMs).then(() => undefined),
      ]).catch(() => undefined),
  };
}
