import type { StackTemplate } from "../../model/assembly.ts";
import { GworldError } from "../../model/error.ts";
import {
  imagesOf,
  stackDifferences,
  valueDifferences,
  type StackDifference,
  type ValueDifference,
} from "../../model/revision-changes.ts";
import type { RevisionDocument } from "../../model/revision-document.ts";
import type { Revision } from "../../model/revision.ts";
import type { Connection } from "../../ports/connection.ts";
import type { ReadRevision, ReadTemplate } from "../read-revision.ts";
import type { History } from "../history.ts";

export interface DetailPorts extends Pick<Connection, "config" | "state"> {
  readonly read: ReadRevision;
  readonly template: ReadTemplate;
}

/** Everything about one revision. What its document tells is absent where it is gone, and `unknown` says why. */
export interface RevisionDetail extends History {
  /** The revision it is compared with; null for the first of its kind. */
  readonly since?: number | null;
  readonly changes?: readonly StackDifference[];
  readonly values?: readonly ValueDifference[];
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

async function told(ports: DetailPorts, revision: Revision): Promise<Omit<RevisionDetail, keyof History>> {
  if (revision.document === undefined) return { unknown: reasonOf(revision) };
  const document = await ports.read(revision.document);
  if (document === undefined) return { unknown: "What was kept of it is gone from the state bucket." };
  const base = await baseOf(ports, revision);
  const before = base?.document === undefined ? undefined : await ports.read(base.document);
  const [old, now] = await differing(ports, before, document);
  return {
    since: before === undefined ? null : (base?.revision ?? null),
    changes: stackDifferences(old, now),
    values: valueDifferences(before, document),
    images: imagesOf(await withBodies(ports, document)),
  };
}

const reasonOf = ({ result }: Revision) =>
  result === "deployed" || result === "failed"
    ? "It was deployed by a gworld that did not keep its templates, or they could not be kept."
    : `Nothing is kept of one that is ${result}.`;

/** The last revision before it whose templates are known; none where everything was destroyed in between. */
async function baseOf({ config, state }: DetailPorts, { revision }: Revision): Promise<Revision | undefined> {
  const latest = await state.latest(config.name);
  const most = Math.min(farBack, (latest?.revision ?? revision) - revision + farBack);
  const earlier = (await state.revisions(config.name, most)).filter((one) => one.revision < revision);
  return earlier.find((one) => one.document !== undefined || one.result === "destroyed");
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
