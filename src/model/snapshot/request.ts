import { canonical } from "../json.ts";
import { GworldError } from "../error.ts";
import { shellWord } from "../shell-word.ts";
import { consistencies, type Consistency } from "../archive/manifest.ts";

/** What is asked of a new snapshot. */
export interface SnapshotRequest {
  readonly worldId: string;
  readonly name?: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly consistency: Consistency;
  /** Reads every row, also those that the parent has. */
  readonly full: boolean;
}

/** A request from what was typed. Throws `usage`. */
export const snapshotRequest = (typed: {
  readonly world: string;
  readonly name: string | undefined;
  readonly label: readonly string[];
  readonly consistency: string | undefined;
  readonly full: boolean;
}): SnapshotRequest => ({
  worldId: typed.world,
  name: snapshotName(typed.name),
  labels: snapshotLabels(typed.label),
  consistency: consistencies.find((one) => one === typed.consistency) ?? "tick",
  full: typed.full,
});

/** True where a snapshot promises less than was asked for. */
export const isLess = (reached: Consistency, asked: Consistency) => reached === "fuzzy" && asked !== "fuzzy";

const nameForm = /^[\p{L}\p{N}][\p{L}\p{N} _.:/@+-]{0,99}$/u;
const keyForm = /^[A-Za-z0-9][A-Za-z0-9_.:/-]{0,62}$/;
const valueForm = /^[\p{L}\p{N}\p{P}\p{S} ]{0,200}$/u;
const mostLabels = 50;

/** A name for people: letters, digits and a few signs. Throws `usage`. */
function snapshotName(name: string | undefined): string | undefined {
  if (name === undefined || nameForm.test(name)) return name;
  throw new GworldError("usage", "A snapshot's name has 1 to 100 letters, digits, spaces and any of _ . : / @ + -.", {
    hint: "Example: --name before-the-party",
  });
}

/** Labels from `key=value` words, each key once. Throws `usage`. */
function snapshotLabels(words: readonly string[]): Readonly<Record<string, string>> {
  const labels = new Map<string, string>();
  for (const word of words) {
    const [, key = "", value = ""] = /^([^=]*)=(.*)$/s.exec(word) ?? [];
    if (!keyForm.test(key) || !valueForm.test(value)) throw badLabel(word);
    if (labels.has(key)) throw labelTwice(key);
    labels.set(key, value);
  }
  if (labels.size > mostLabels)
    throw new GworldError("usage", `A snapshot has at most ${mostLabels} labels.`, { hint: "Leave some out." });
  return Object.fromEntries(labels);
}

const badLabel = (word: string) =>
  new GworldError("usage", `\`${word.slice(0, 80)}\` is no label.`, {
    hint: "Labels are key=value, keys of letters, digits and _ . : / -. Example: --label reason=upgrade",
  });

const labelTwice = (key: string) =>
  new GworldError("usage", `The label ${key} is given twice.`, { hint: "Give each label once, with one value." });

/** True where somebody who asks for the one would take the other for it. */
export const sameRequest = (
  one: Pick<SnapshotRequest, "name" | "labels">,
  other: Pick<SnapshotRequest, "name" | "labels">,
) => one.name === other.name && canonical(one.labels) === canonical(other.labels);

/** The words that ask for it again, for a shell. */
export function snapshotCommand(environment: string, request: SnapshotRequest, maxReadUnits?: number): string {
  const { worldId, name, labels, consistency, full } = request;
  return [
    `gworld snapshot create ${shellWord(worldId)} -e ${shellWord(environment)}`,
    ...(name === undefined ? [] : [`--name ${shellWord(name)}`]),
    ...Object.entries(labels).map(([key, value]) => `--label ${shellWord(`${key}=${value}`)}`),
    ...(consistency === "tick" ? [] : [`--consistency ${consistency}`]),
    ...(full ? ["--full"] : []),
    ...(maxReadUnits === undefined ? [] : [`--max-rcu ${maxReadUnits}`]),
  ].join(" ");
}
