import type { StackTemplate } from "../../model/assembly.ts";
import { GworldError } from "../../model/error.ts";
import type { HistoryRow } from "../../model/history.ts";
import {
  imagesOf,
  stackDifferences,
  valueDifferences,
  type StackDifference,
  type ValueDifference,
} from "../../model/revision-changes.ts";
import type { RevisionDocument } from "../../model/revision-document.ts";
import { isWhole, leftAt, triedBy, type KeptRevision } from "../../model/left-at.ts";
import type { ReadRevision, ReadTemplate } from "../read-revision.ts";
import type { History } from "../history.ts";
import { rowOf, type RowPorts } from "./row.ts";

export interface DetailPorts extends RowPorts {
  readonly read: ReadRevision;
  readonly template: ReadTemplate;
}

interface Difference {
  readonly changes: readonly StackDifference[];
  readonly values: readonly ValueDifference[];
}

/** Everything about one revision. What its document tells is absent where it is gone, and `unknown` says why. */
export interface RevisionDetail extends History {
  /** The revision it is compared with; null for the first of its kind. */
  readonly since?: number | null;
  readonly changes?: readonly StackDifference[];
  readonly values?: readonly ValueDifference[];
  /** What was begun, and is not what a stack was left at: it failed, was taken back, or goes on. */
  readonly tried?: Difference;
  readonly images?: Readonly<Record<string, string>>;
  readonly unknown?: string;
}

/** So far back is looked for the revision to compare with. */
const farBack = 100;

/** Adds what the kept documents tell: what changed since the revision before, and which images ran. */
export async function detailed(ports: DetailPorts, { env, revisions }: History): Promise<RevisionDetail> {
  const [revision] = revisions;
  if (revision === undefined) return { env, revisions };
  try {
    return { env, revisions, ...(await told(ports, revision)) };
  } catch (error) {
    if (!(error instanceof GworldError) || error.code === "credentials") throw error;
    return { env, revisions, unknown: error.message };
  }
}

async function told(ports: DetailPorts, row: HistoryRow): Promise<Omit<RevisionDetail, keyof History>> {
  if (row.document === undefined) return isDestruction(row) ? {} : { unknown: reasonOf(row) };
  const document = await ports.read(row.document);
  if (document === undefined) return { unknown: "What was kept of it is gone from the state bucket." };
  const base = await baseOf(ports, row);
  const before = leftAt(base);
  const after = leftAt([...base, { row, document }]) ?? document;
  const tried = await difference(ports, after, triedBy(before, { row, document }));
  return {
    since: before === undefined ? null : (base.at(-1)?.row.revision ?? null),
    ...(await difference(ports, before, after)),
    ...(tried.changes.length > 0 && { tried }),
    images: imagesOf(await withBodies(ports, after)),
  };
}

async function difference(ports: DetailPorts, before: RevisionDocument | undefined, after: RevisionDocument) {
  const [old, now] = await differing(ports, before, after);
  return { changes: stackDifferences(old, now), values: valueDifferences(before, after) };
}

/** What it deleted stands in its stacks. */
const isDestruction = ({ result, command = "" }: Pick<HistoryRow, "result" | "command">) =>
  result === "destroyed" || /^destroy\b/.test(command);

const reasonOf = ({ result }: HistoryRow) =>
  result === "interrupted"
    ? "It was cut off before its templates were kept."
    : "It was deployed by a gworld that did not keep its templates, or they could not be kept.";

interface BaseRevision extends KeptRevision {
  readonly row: HistoryRow;
}

/** The revisions that tell what it began from, oldest first; none where everything was destroyed before it. */
async function baseOf(ports: DetailPorts, { revision }: HistoryRow): Promise<readonly BaseRevision[]> {
  const { config, state, read } = ports;
  const latest = await state.latest(config.name);
  const most = Math.min(farBack, (latest?.revision ?? revision) - revision + farBack);
  const found: BaseRevision[] = [];
  for (const one of await state.revisions(config.name, most)) {
    if (one.revision >= revision || (one.document === undefined && !isDestruction(one))) continue;
    const document = one.document === undefined ? undefined : await read(one.document);
    const kept = { row: await rowOf(ports, one), document };
    found.unshift(kept);
    if (isWhole(kept)) break;
  }
  return found;
}

/** The templates in which both differ, with their bodies. */
async function differing(ports: DetailPorts, before: RevisionDocument | undefined, after: RevisionDocument) {
  const olds = new Map((before?.stacks ?? []).map(({ template }) => [template.name, template]));
  const changed = after.stacks
    .map(({ template }) => template)
    .filter(({ name, body }) => olds.get(name)?.body !== body);
  const old = changed.flatMap(({ name }) => olds.get(name) ?? []);
  return Promise.all([bodies(ports, old), bodies(ports, changed)]);
}

const bodies = (ports: DetailPorts, templates: readonly StackTemplate[]) =>
  Promise.all(templates.map((template) => bodyOf(ports, template)));

async function bodyOf({ template: read }: DetailPorts, template: StackTemplate): Promise<StackTemplate> {
  const found = await read(template);
  if (found !== undefined) return found;
  throw new GworldError("notFound", `The template of ${template.name} is gone from the state bucket.`, {
    hint: "The bucket keeps versions: put it back.",
  });
}

/** The stack that runs the services; images stand in its parameters. */
const withBodies = (ports: DetailPorts, { stacks }: RevisionDocument) =>
  Promise.all(
    stacks
      .filter(({ template }) => template.part === "compute")
      .map(async ({ template, kept }) => ({ kept, template: await bodyOf(ports, template) })),
  );
