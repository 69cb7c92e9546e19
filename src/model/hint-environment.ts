/** What is to be typed where something came from is of an environment that only people know. */
const elsewhere = /where it was taken/;

/**
 * Names the environment in each command of a hint that is without one: `gworld deploy` is `gworld deploy --env dev`. `verbs` are
 * those that need one, aliases too; a word after `gworld` that is none of them is no command.
 */
export function withEnvironment(hint: string, env: string, verbs: readonly string[]): string {
  if (elsewhere.test(hint)) return hint;
  const longestFirst = verbs.toSorted((a, b) => b.length - a.length).join("|");
  const command = new RegExp(`\\bgworld (?:${longestFirst})(?![\\w-])`, "g");
  return hint.replaceAll(command, (typed: string, at: number) => {
    const rest = hint.slice(at + typed.length).split(/\bgworld /)[0] ?? "";
    return /(?:^|\s)(?:--env|-e)[ =]/.test(rest) ? typed : `${typed} --env ${env}`;
  });
}
