/** The repository on github.com that a checkout was cloned from, as owner/name; undefined where it is elsewhere. Takes the text of `.git/config`. */
export function githubRepository(config: string): string | undefined {
  const origin = config.split(/^\s*\[/m).find((section) => /^remote\s+"origin"\]/.test(section));
  const url = origin === undefined ? undefined : /^\s*url\s*=\s*(\S+)\s*$/m.exec(origin)?.[1];
  const path = url === undefined ? undefined : onGithub.exec(url)?.[1];
  return path?.replace(/\.git$/, "");
}

/** `git@github.com:o/n.git`, `ssh://git@github.com/o/n`, `https://token@github.com/o/n.git`. */
const onGithub =
  /^(?:(?:ssh|https|git):\/\/(?:[^@/\s]+@)?github\.com(?::\d+)?\/|(?:[^@/\s]+@)?github\.com:)([\w.-]+\/[\w.-]+?)\/?$/i;
