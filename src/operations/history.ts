import { rejectedAs } from "../model/aws-error.ts";
import { GworldError } from "../model/error.ts";
import type { Connection } from "../ports/connection.ts";
import type { Revision } from "../model/revision.ts";
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
  const found = await read(state, env, { revision, most }).catch((error: unknown) => {
    throw rejectedAs(error, "ResourceNotFoundException") ? unprepared(env, error) : error;
  });
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

const unprepared = (env: string, cause: unknown) =>
  new GworldError("notFound", `There is no history of ${env}: its target has no state table.`, {
    hint: `gworld bootstrap --env ${env}`,
    cause,
  });
