import { durationText } from "../model/duration.ts";
import { dollarsText, loadCost } from "../model/prices.ts";
import type { ManifestDetails, PartDetails, SnapshotDetails } from "../operations/snapshot-show.ts";
import type { Render, Style } from "../ports/io.ts";
import { bytesText, countOf, countText } from "./amount-text.ts";
import { momentText } from "./clock-text.ts";
import { nextText, sentence } from "./next-text.ts";
import { safeLine } from "./safe-text.ts";
import { classText, labelsText } from "./snapshot-create.ts";
import { stateText } from "./snapshot-list.ts";
import { details, table, type Column } from "./table.ts";

/** One snapshot on one screen, with what can be done with it. */
export const snapshotDetailsText =
  (env: string): Render<SnapshotDetails> =>
  (snapshot, style) => {
    const { snapshotId, worldId, manifest, warnings } = snapshot;
    return [
      `${style.bold(snapshotId)}  ${safeLine(worldId)}  ${stateText(snapshot, style)}`,
      details(facts(snapshot), style),
      ...(manifest === null ? [] : [table(manifest.parts, columns, style)]),
      ...warnings.map((warning) => sentence(`${style.warn("Warning:")} ${safeLine(warning)}`, style)),
      next(snapshot, env, style),
    ].join("\n\n");
  };

type Facts = readonly (readonly [string, string | undefined])[];

const facts = (snapshot: SnapshotDetails): Facts => [
  ["Name", snapshot.name ?? undefined],
  ["Labels", labelsText(snapshot.labels)],
  ["Held", snapshot.held ? "yes: it is not deleted" : undefined],
  [
    "From",
    snapshot.origin === null ? undefined : `${snapshot.origin.worldId} of ${snapshot.origin.environment}, imported`,
  ],
  ["Created", `${momentText(Date.parse(snapshot.createdAt), false)} by ${who(snapshot.createdBy)}`],
  ["Took", snapshot.seconds === null ? undefined : durationText(snapshot.seconds * 1_000)],
  ["Moment", momentFacts(snapshot)],
  ["Class", snapshot.tick === null ? undefined : classText(snapshot)],
  ["Parent", snapshot.parent ?? undefined],
  ["Size", sizeText(snapshot)],
  ...(snapshot.manifest === null ? [] : manifestFacts(snapshot.manifest)),
  ["Archive", snapshot.archive],
  ["Content", snapshot.contentHash ?? undefined],
  ["Manifest", snapshot.manifestSha256 ?? undefined],
];

const who = (arn: string) => arn.slice(arn.lastIndexOf("/") + 1);

const momentFacts = ({ tick, manifest }: SnapshotDetails) =>
  tick === null
    ? undefined
    : `tick ${countText(tick)}${manifest === null ? "" : `, seq ${countText(manifest.seq)}, generation ${manifest.gen}`}`;

const sizeText = ({ bytes, storedBytes, newBytes, chunks }: SnapshotDetails) =>
  bytes === null || storedBytes === null
    ? undefined
    : `${bytesText(bytes)}, ${bytesText(storedBytes)} stored in ${countOf(chunks ?? 0, "chunk")}, ${bytesText(newBytes ?? 0)} of it new`;

const manifestFacts = ({ restore, embedding, memoriesByAgent, ...manifest }: ManifestDetails): Facts => [
  ["Memories", agentsText(memoriesByAgent)],
  [
    "Restore",
    `${countOf(restore.writeUnits, "write unit")}, ${dollarsText(restore.dollars)} (${restore.pricesOf} list price of ${restore.pricesAsOf})`,
  ],
  [
    "Embeddings",
    embedding === null ? undefined : `${embedding.model}, ${embedding.dims} dimensions, ${embedding.encoding}`,
  ],
  [
    "Format",
    `${manifest.formatVersion}, data of version ${manifest.schemaVersion}, ${manifest.codecs.join(" and ")}, written by ${manifest.tool}`,
  ],
];

/** Of a world of few agents each one's; else how they are spread. */
function agentsText(byAgent: Readonly<Record<string, number>>): string | undefined {
  const agents = Object.entries(byAgent);
  if (agents.length === 0) return undefined;
  if (agents.length <= 6) return agents.map(([agent, count]) => `${agent} ${countText(count)}`).join(", ");
  const counts = agents.map(([, count]) => count).sort((a, b) => a - b);
  return `of ${countOf(agents.length, "agent")}, ${countText(counts[0] ?? 0)} to ${countText(counts.at(-1) ?? 0)} each`;
}

/** What loading it takes, as the sum above has it; the world's own row is flipped, not loaded. */
const unitsText = (part: PartDetails) => (part.part === "world" ? "" : countText(loadCost([part]).writeUnits));

const columns: readonly Column<PartDetails>[] = [
  { title: "PART", text: ({ part }) => part },
  { title: "ROWS", text: ({ items }) => countText(items), align: "right" },
  { title: "SIZE", text: ({ bytes }) => bytesText(bytes), align: "right" },
  { title: "STORED", text: ({ storedBytes }) => bytesText(storedBytes), align: "right" },
  { title: "CHUNKS", text: ({ chunks }) => countText(chunks), align: "right" },
  { title: "WRITE UNITS", text: unitsText, align: "right" },
];

function next(snapshot: SnapshotDetails, env: string, style: Style): string {
  const { state, interrupted, snapshotId, checkpoints } = snapshot;
  const create = `gworld snapshot create ${safeLine(snapshot.worldId)} -e ${env}`;
  if (interrupted)
    return `It was cut off; ${countOf(checkpoints, "partition")} of it ${checkpoints === 1 ? "is" : "are"} in the archive.\n${nextText([create], style)}`;
  if (state === "CREATING") return `It is being taken: ${countOf(checkpoints, "partition")} so far.`;
  if (state !== "COMPLETE") return nextText([create], style);
  if (snapshot.manifest === null)
    return nextText(
      [create, [`gworld snapshot delete ${snapshotId} -e ${env}`, "where no export of it is left"]],
      style,
    );
  return nextText([`gworld snapshot verify ${snapshotId} -e ${env}`, `gworld restore ${snapshotId} -e ${env}`], style);
}
