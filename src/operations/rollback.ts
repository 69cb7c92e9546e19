import { GworldError } from "../model/error.ts";
import type { Goal } from "../model/goal.ts";
import type { HistoryRow } from "../model/history.ts";
import type { RevisionDocument } from "../model/revision-document.ts";
import type { Revision } from "../model/revision.ts";
import type { Connection } from "../ports/connection.ts";
import type { ReadRevision, ReadTemplate } from "./read-revision.ts";

export interface RollbackPorts extends Pick<Connection, "config" | "state" | "identity"> {
  /** A revision as the history tells it. */
  readonly row: (revision: Revision) => Promise<Pick<HistoryRow, "result">>;
  readonly read: ReadRevision;
  readonly template: ReadTemplate;
}

/** An earlier revision and what it takes to make the environment so again. */
export interface WayBack {
  readonly revision: Revision;
  readonly goal: Goal;
  /** SHA-256 of its document. */
  readonly document: string;
}

/** So many revisions are looked through for one to go back to. */
const farBack = 200;

/**
 * Finds the revision that was asked for, or the last one that succeeded before the current. Where the current one went back
 * already, that is the last one before where it went, so that a second rollback does not undo the first. Throws `notFound` where
 * there is none, or what was kept of it is gone.
 */
export async function findWayBack(ports: RollbackPorts, number: number | undefined): Promise<WayBack> {
  const env = ports.config.name;
  const revision = number === undefined ? await lastGood(ports) : await asked(ports, number);
  if (revision.document === undefined) throw nothingKept(env, revision);
  const document = await ports.read(revision.document);
  if (document === undefined) throw gone(env, revision, "what was kept of it");
  await refuseForeign(ports, revision, document);
  const templates = await Promise.all(
    document.stacks.map(async ({ template }) => {
      const found = await ports.template(template);
      if (found === undefined) throw gone(env, revision, `the template of ${template.name}`);
      return found;
    }),
  );
  const kept = Object.fromEntries(document.stacks.map((stack) => [stack.template.name, stack.kept]));
  return { revision, goal: { templates, kept }, document: revision.document };
}

async function lastGood(ports: RollbackPorts): Promise<Revision> {
  const { name } = ports.config;
  const [current, ...earlier] = await ports.state.revisions(name, farBack);
  // One that failed is where it was: it went nowhere.
  const went = current !== undefined && (await isGood(ports, current)) ? current.backTo : undefined;
  const before = went ?? current?.revision ?? 0;
  for (const one of earlier)
    if (one.revision < before && one.document !== undefined && (await isGood(ports, one))) return one;
  throw new GworldError("notFound", `${name} has no earlier revision that succeeded and whose templates were kept.`, {
    hint: `See what there is: gworld history --env ${name}`,
  });
}

/** A detached one is what has become of it since. */
async function isGood({ row }: RollbackPorts, revision: Revision): Promise<boolean> {
  const { result } = revision.result === "detached" ? await row(revision) : revision;
  return result === "deployed" || result === "rebuilt";
}

async function asked({ config: { name }, state }: RollbackPorts, number: number): Promise<Revision> {
  const found = await state.revision(name, number);
  if (found !== undefined) return found;
  throw new GworldError("notFound", `${name} has no revision ${number}.`, { hint: `gworld history --env ${name}` });
}

const nothingKept = (env: string, { revision, result, gitSha }: Revision) =>
  new GworldError("notFound", `No templates were kept of revision ${revision} of ${env}, which is ${result}.`, {
    hint: byHand(env, gitSha),
  });

const gone = (env: string, { revision, gitSha }: Revision, what: string) =>
  new GworldError("notFound", `Of revision ${revision} of ${env}, ${what} is gone from the state bucket.`, {
    hint: `The bucket keeps versions, so that it can be put back. ${byHand(env, gitSha)}`,
  });

const byHand = (env: string, gitSha: string | undefined) =>
  gitSha === undefined
    ? `Choose another one: gworld history --env ${env}`
    : `Or check out ${gitSha.slice(0, 10)} and run: gworld deploy --env ${env}`;

async function refuseForeign({ config, identity }: RollbackPorts, { revision }: Revision, document: RevisionDocument) {
  const { account } = await identity.caller();
  const now = `${account}, ${config.region}`;
  const then = `${document.account}, ${document.config.region}`;
  if (then === now) return;
  throw new GworldError("refused", `Revision ${revision} was deployed to ${then}; ${config.name} is in ${now}.`, {
    hint: "Stacks do not move. Deploy the environment anew: gworld deploy",
  });
}
