import { GworldError } from "../model/error.ts";
import { nearest } from "../model/nearest.ts";
import type { Style } from "../ports/io.ts";

interface Topic {
  readonly name: string;
  readonly summary: string;
  load(): Promise<TopicText>;
}

/** What there is to read on a subject. */
export interface TopicText {
  readonly text: string;
  /** What programs are told beside the text. */
  readonly facts?: Readonly<Record<string, unknown>>;
  /** A subject within the subject, `local dynamodb`; undefined where there is none of that name. */
  readonly within?: (name: string) => Pick<TopicText, "text" | "facts"> | undefined;
  /** What is said of a subject within the subject that there is none of. */
  readonly absent?: (name: string) => { readonly message: string; readonly hint: string };
}

/** The subjects of `gworld help <topic>`. A text is loaded when it is read. */
export const topics: readonly Topic[] = [
  {
    name: "environments",
    summary: "what an environment is, which there are, how one is chosen",
    load: () => import("./topics/environments.ts"),
  },
  {
    name: "configuration",
    summary: "gworld.yaml, key by key",
    load: () => import("./topics/configuration.ts"),
  },
  {
    name: "worlds",
    summary: "what a world is made of, and the protocol an engine keeps",
    load: () => import("./topics/worlds.ts"),
  },
  {
    name: "snapshots",
    summary: "keeping a world and putting it back: what is promised",
    load: () => import("./topics/snapshots.ts"),
  },
  {
    name: "logs",
    summary: "reading and following logs: what is shown, and what is promised",
    load: () => import("./topics/logs.ts"),
  },
  {
    name: "locks",
    summary: "one at a time in an environment, and what a crash leaves",
    load: () => import("./topics/locks.ts"),
  },
  { name: "local", summary: "the local cloud: what is real in it", load: () => import("./topics/local.ts") },
  { name: "exit-codes", summary: "what a script can rely on", load: () => import("./topics/exit-codes.ts") },
  {
    name: "security",
    summary: "credentials, guards, and what never leaves the machine",
    load: () => import("./topics/security.ts"),
  },
];

/** Throws `notFound` for a subject there is none of. */
export async function readTopic(name: string): Promise<{ readonly topic: string; readonly text: string }> {
  const topic = topics.find((one) => one.name === name || name.startsWith(`${one.name} `));
  const whole = await topic?.load();
  const rest = name.slice(name.indexOf(" ") + 1);
  const found = name === topic?.name ? whole : whole?.within?.(rest);
  if (found !== undefined) return { topic: name, text: found.text, ...found.facts };
  const absent = whole?.absent?.(rest);
  if (absent !== undefined) throw new GworldError("notFound", absent.message, { hint: absent.hint });
  const names = topics.map((one) => one.name);
  const meant = nearest(name, names);
  throw new GworldError("notFound", `There is no help on "${name}".`, {
    hint: `${meant === undefined ? "" : `Did you mean ${meant}? `}Subjects: ${names.join(", ")}. Commands: gworld --help.`,
  });
}

/** Headings (lines that end the paragraph before them with a blank line and hold no full stop) stand out. */
export const topicText = ({ text }: { text: string }, style: Style) =>
  text.trim().replaceAll(/^[A-Z][^.\n]*$(?=\n {2})/gm, (heading) => style.bold(heading));
