/** The program that shows long answers. `named` says that the person has chosen it. */
export interface PagerCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly named: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

const word = /(?:"[^"]*"|'[^']*'|[^\s"'])+/g;

/** GWORLD_PAGER, then PAGER, then less; undefined where none is wanted: empty, `cat`, or a no. No shell reads it. */
export function pagerCommand(env: Environment): PagerCommand | undefined {
  const chosen = env["GWORLD_PAGER"] ?? env["PAGER"];
  const [program, ...args] = ((chosen ?? "less -FRX").match(word) ?? []).map((text) => unquoted(text));
  if (program === undefined || /(?:^|\/)(?:cat|false|off|no|0)$/.test(program)) return undefined;
  return { program, args, named: chosen !== undefined };
}

const unquoted = (text: string) =>
  text.replaceAll(/"([^"]*)"|'([^']*)'/g, (_, double?: string, single?: string) => double ?? single ?? "");

/** less shows colours only when told to; git tells it the same way. */
export const pagerEnvironment = (env: Environment): Environment => ({
  ...env,
  LESS: env["LESS"] ?? "FRX",
  LV: env["LV"] ?? "-c",
});
