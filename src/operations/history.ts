import { rejectedAs } from "../model/aws-error.ts";
import { GworldError } from "../model/error.ts";
import { leftBy, leftNow, type HistoryRow } from "../model/history.ts";
import type { Operation } from "../model/operation.ts";
import type { Revision } from "../model/revision.ts";
import type { Connection } from "../ports/connection.ts";
import type { State } from "../ports/state.ts";
import { rowOf, type RowPorts } from "./history/row.ts";

export { rowOf, type RowPorts };

/** What `history` answers. */
export interface History {
  readonly env: string;
  readonly revisions: readonly HistoryRow[];
  /** What was cut off and has no revision yet: whoever changes the environment next writes it. */
  readonly cutOff?: CutOff | undefined;
}

export interface CutOff
  extends Pick<Operation, "command" | "by" | "startedAt">, Pick<HistoryRow, "stacks" | "notBegun"> {}

export interface HistoryPorts extends RowPorts {
  /** Whether an operation is open at which nobody works any more. */
  readonly wasCutOff: () => Promise<boolean>;
}

/** Who deployed what, newest first. Of one revision everything that is known. Throws `notFound` where there is none, or no table for it. */
export async function readHistory(
  ports: HistoryPorts,
  { revision, most }: { readonly revision: number | undefined; readonly most: number },
): Promise<History> {
  const {
    config: { name: env },
    state,
  } = ports;
  const found = await prepared(env, () => read(state, env, { revision, most }));
  const cutOff = revision === undefined ? await openOf(ports) : undefined;
  if (found.length === 0 && cutOff !== undefined) return { env, revisions: [], cutOff };
  if (found.length === 0 || (revision !== undefined && found[0]?.revision !== revision))
    throw new GworldError("notFound", `${env} has no revision${revision === undefined ? "" : ` ${revision}`}.`, {
      hint: found.length === 0 ? `gworld deploy --env ${env}` : `gworld history --env ${env}`,
    });
  const revisions = await Promise.all(found.map((one) => rowOf(ports, one)));
  return { env, revisions, ...(cutOff && { cutOff }) };
}

/** The operation that was cut off, and how its stacks were left. */
async function openOf({ config: { name }, state, ends, wasCutOff }: HistoryPorts): Promise<CutOff | undefined> {
  if (!(await wasCutOff())) return undefined;
  const id = (await state.standing(name))?.operation;
  const open = id === undefined ? undefined : await state.operation(name, id);
  if (open === undefined) return undefined;
  const { command, by, startedAt, planned = [], stacks = [] } = open;
  const begun = await ends(stacks);
  return { command, by, startedAt, ...leftNow(leftBy(planned, { begun }), begun) };
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
