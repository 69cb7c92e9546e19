import { join } from "node:path";
import { gitFolder, textOf } from "./git-folder.ts";

/** The commit that is checked out in a folder, read without starting git. GitHub's own word goes first. */
export async function gitSha(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const told = sha(env["GITHUB_SHA"]);
  if (told !== undefined) return told;
  const found = await gitFolder(folder);
  const head = found && (await textOf(join(found.git, "HEAD")));
  if (found === undefined || head === undefined) return undefined;
  const ref = /^ref: (.+)$/.exec(head)?.[1];
  if (ref === undefined) return sha(head);
  const { shared } = found;
  const packed = async () =>
    (await textOf(join(shared, "packed-refs")))?.split("\n").find((line) => line.endsWith(` ${ref}`));
  return sha((await textOf(join(shared, ref))) ?? (await packed())?.split(" ")[0]);
}

const sha = (text: string | undefined) => (text !== undefined && /^[0-9a-f]{40,64}$/.test(text) ? text : undefined);
