import { commands } from "../commands/index.ts";
import { withEnvironment } from "../model/hint-environment.ts";

/** Verbs that are of no environment, or of whichever one. */
const ofNone = /^(?:init|config|whoami|local|help)\b/;
const ofOne = commands.filter(({ name }) => !ofNone.test(name)).flatMap(({ name, aliases = [] }) => [name, ...aliases]);

interface Meant {
  /** As `--env` was typed. */
  readonly typed: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Makes hints ones that can be pasted: what they say to type names the environment that was meant, if one was. */
export function hintsFor({ typed, env }: Meant): (hint: string) => string {
  const name = typed ?? (env["GWORLD_ENV"] || undefined);
  return (hint) => (name === undefined ? hint : withEnvironment(hint, name, ofOne));
}
