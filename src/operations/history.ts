import { GworldError } from "../model/error.ts";
import type { Connection } from "../ports/connection.ts";
import type { Revision } from "../ports/state.ts";

/** What `history` answers. */
export interface History {
  readonly env: string;
  readonly revisions: readonly Revision[];
}

/** Who deployed what, newest first. Of one revision everything that is known. Throws `notFound` where there is none. */
export async function readHistory(
  { config: { name: env }, state }: Pick<Connection, "config" | "state">,
  { revision, most }: { readonly revision: number | undefined; readonly most: number },
): Promise<History> {
  const one = revision === undefined ? undefined : await state.revision(env, revision);
  const found = one === undefined ? await state.revisions(env, most) : [one];
  if (found.length === 0 || (revision !== undefined && one === undefined))
    throw new GworldError("notFound", `${env} has no revision${revision === undefined ? "" : ` ${revision}`}.`, {
      hint: found.length === 0 ? `gworld deploy --env ${env}` : `gworld history --env ${env}`,
    });
  return { env, revisions: found };
}
