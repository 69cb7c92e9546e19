import type { Context, Surroundings } from "../../cli/command.ts";
import { GworldError } from "../../model/error.ts";
import { flagName } from "../../model/flag-name.ts";
import {
  answerProblem,
  offeredEnvironments,
  projectName,
  type AnswerKey,
  type InitAnswers,
  type OfferedEnvironment,
} from "../../model/init/answers.ts";

/** Answers that were given as flags; "" says that there is none. */
export interface AnswerFlags {
  readonly project: string | undefined;
  readonly environments: string | undefined;
  readonly account: readonly string[];
  readonly domain: string | undefined;
  readonly hostedZone: string | undefined;
  readonly alarmEmail: string | undefined;
  readonly github: string | undefined;
}

/** Those of the flags that say an answer. */
export const givenFlags = ({ project, environments, account, domain, hostedZone, alarmEmail, github }: AnswerFlags) =>
  Object.entries({ project, environments, account: account[0], domain, hostedZone, alarmEmail, github }).flatMap(
    ([key, value]) => (value === undefined ? [] : [flagName(key)]),
  );

type Ask = Awaited<ReturnType<Context["io"]["ask"]>>;

interface Wanted {
  readonly key: AnswerKey;
  readonly flag: string;
  readonly given: string | undefined;
  readonly question: string;
  readonly suggested?: string | undefined;
}

/** What is typed where an answer is suggested and none is wanted. */
const none = "none";

/** Takes what flags say and asks for the rest; with nobody to ask that is as by default. Throws `usage` for a wrong flag. */
export async function gatherAnswers(
  flags: AnswerFlags,
  place: Surroundings,
  ask: Ask | undefined,
): Promise<InitAnswers> {
  const given = givenAccounts(flags);
  const project = await required(ask, {
    key: "project",
    flag: "--project",
    given: flags.project,
    question: "Project",
    suggested: projectName(place.folder),
  });
  const region = await required(ask, {
    key: "region",
    flag: "--region",
    given: place.region,
    question: "Region",
    suggested: fitting("region", place.shellRegion) ?? "us-east-1",
  });
  const environments = await chosenEnvironments(flags, ask);
  const stranger = [...given.keys()].find((name) => !environments.includes(name));
  if (stranger !== undefined) throw wrong("--account", `names ${stranger}, which --environments leaves out`);
  const suggested = ask === undefined || environments.every((name) => given.has(name)) ? undefined : place.account();
  const accounts = new Map<string, string>();
  for (const name of environments) {
    const question = `Account of ${name} (${none}: whichever credentials are used)`;
    const wanted = { key: "account", flag: "--account", given: given.get(name), question } as const;
    const account = await optional(ask, { ...wanted, suggested: await suggested });
    if (account !== undefined) accounts.set(name, account);
  }
  return {
    project,
    region,
    environments,
    accounts,
    domain: await domainOf(flags, ask),
    alarmEmail: await optional(ask, {
      key: "alarmEmail",
      flag: "--alarm-email",
      given: flags.alarmEmail,
      question: `Alarms go to (${none}: nobody)`,
    }),
    repository: await optional(ask, {
      key: "repository",
      flag: "--github",
      given: flags.github,
      question: `GitHub repository that may deploy (${none}: none may)`,
      suggested: place.repository,
    }),
  };
}

async function domainOf({ domain, hostedZone }: AnswerFlags, ask: Ask | undefined): Promise<InitAnswers["domain"]> {
  const question = `Domain of prod (${none}: CloudFront's own)`;
  const name = await optional(ask, { key: "domain", flag: "--domain", given: domain, question });
  if (name === undefined) return undefined;
  const zone = {
    key: "hostedZone",
    flag: flagName("hostedZone"),
    given: hostedZone,
    question: "Its hosted zone",
  } as const;
  return { name, hostedZoneId: await required(ask, zone) };
}

async function chosenEnvironments(
  { environments }: AnswerFlags,
  ask: Ask | undefined,
): Promise<readonly OfferedEnvironment[]> {
  const names =
    environments?.split(/[\s,]+/).filter(Boolean) ??
    (await ask?.choose("Environments", offeredEnvironments)) ??
    offeredEnvironments;
  const stranger = names.find((name) => offeredEnvironments.every((one) => one !== name));
  if (stranger !== undefined || names.length === 0)
    throw wrong("--environments", `should be some of ${offeredEnvironments.join(",")}`);
  return offeredEnvironments.filter((name) => names.includes(name));
}

/** `dev=123456789012`, or an account alone, which is everybody's. */
function givenAccounts({ account, environments }: AnswerFlags): ReadonlyMap<OfferedEnvironment, string> {
  const found = new Map<OfferedEnvironment, string>();
  for (const text of account) {
    const [name, digits] = text.includes("=") ? text.split("=", 2) : [undefined, text];
    const named = offeredEnvironments.filter((one) => (name === undefined ? isMeant(one, environments) : one === name));
    if (named.length === 0) throw wrong("--account", `should be <env>=<12 digits>; there is no ${name ?? ""}`);
    for (const one of named) found.set(one, digits ?? "");
  }
  return found;
}

const isMeant = (name: string, environments: string | undefined) =>
  environments === undefined || environments.split(/[\s,]+/).includes(name);

async function required(ask: Ask | undefined, wanted: Wanted): Promise<string> {
  const { key, flag, given, question, suggested } = wanted;
  if (given !== undefined) return checked(key, flag, given);
  if (ask !== undefined) return ask.input(question, { suggested, problem: (text) => inWords(key, text) });
  if (suggested === undefined) throw wrong(flag, "is needed");
  return suggested;
}

const fitting = (key: AnswerKey, text: string | undefined) =>
  text === undefined || answerProblem(key, text) !== undefined ? undefined : text;

async function optional(ask: Ask | undefined, wanted: Wanted): Promise<string | undefined> {
  const { key, flag, given, question, suggested } = wanted;
  if (given !== undefined) return given === "" ? undefined : checked(key, flag, given);
  if (ask === undefined) return suggested;
  const isNone = (text: string) => text === "" || text === none;
  const problem = (text: string) => (isNone(text) ? undefined : inWords(key, text));
  const answer = await ask.input(question, { suggested, problem });
  return isNone(answer) ? undefined : answer;
}

function checked(key: AnswerKey, flag: string, answer: string): string {
  const problem = answerProblem(key, answer);
  if (problem !== undefined) throw wrong(flag, `is "${answer}", which ${problem}`);
  return answer;
}

function inWords(key: AnswerKey, answer: string): string | undefined {
  const problem = answerProblem(key, answer);
  return problem === undefined ? undefined : `This ${problem}.`;
}

const wrong = (flag: string, what: string) =>
  new GworldError("usage", `${flag} ${what}.`, { hint: "gworld init --help shows all flags." });
