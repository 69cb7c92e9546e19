import { rejectedAs } from "../model/aws-error.ts";
import { GworldError } from "../model/error.ts";
import type { Operation } from "../model/operation.ts";
import type { Revision } from "../model/revision.ts";
import type { Connection } from "../ports/connection.ts";
import type { State } from "../ports/state.ts";

/** What `history` answers. */
export interface History {
  readonly env: string;
  readonly revisions: readonly Revision[];
}

/** Who deployed what, newest first. Of one revision everything that is known. Throws `notFound` where there is none, or no table for it. */
export async function readHistory(
  { config: { name: env }, state }: Pick<Connection, "config" | "state">,
  { revision, most }: { readonly revision: number | undefined; readonly most: number },
): Promise<History> {
  const found = await prepared(env, () => read(state, env, { revision, most }));
  if (found.length === 0 || (revision !== undefined && found[0]?.revision !== revision))
    throw new GworldError("notFound", `${env} has no revision${revision === undefined ? "" : ` ${revision}`}.`, {
      hint: found.length === 0 ? `gworld deploy --env ${env}` : `gworld history --env ${env}`,
    });
  return { env, revisions: found };
}

/** The revision that was asked for; where it does not exist, or none was, the newest. */
async function read(
  state: State,
  env: string,
  { revision, most }: { readonly revision: number | undefined; readonly most: number },
): Promise<readonly Revision[]> {
  const one = revision === undefined ? undefined : await state.revision(env, revision);
  return one === undefined ? state.revisions(env, most) : [one];
}

/** Throws `notFound` where the target has no state table. */
export async function prepared<T>(env: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw rejectedAs(error, "ResourceNotFoundException") ? unprepared(env, error) : error;
  }
}

const unprepared = (env: string, cause: unknown) =>
  new GworldError("notFound", `There is no history of ${env}: its target has no state table.`, {
    hint: `gworld bootstrap --env ${env}`,
    cause,
  });

/** What `history --operations` answers. */
export interface Operations {
  readonly env: string;
  readonly operations: readonly Operation[];
}

/** Every acting verb that was at work, newest first, also those that made no revision. */
export async function readOperations(
  { config: { name: env }, state }: Pick<Connection, "config" | "state">,
  most: number,
): Promise<Operations> {
  return { env, operations: await prepared(env, () => state.operations(env, most)) };
}
