import { given, isRecord, listOf, numberAt, recordAt, textAt, textsAt } from "./json.ts";

export const revisionResults = ["deployed", "failed", "destroyed", "interrupted", "detached", "rebuilt"] as const;
export type RevisionResult = (typeof revisionResults)[number];

/** A stack that was begun with, and its status when the revision was written; empty where nobody knew it. */
export interface RevisedStack {
  readonly name: string;
  readonly action: string;
  readonly status: string;
  /** Absent where nobody has followed it. */
  readonly seconds?: number | undefined;
}

/** What is remembered of one deployment of an environment. CloudFormation can always rebuild it; losing it loses history only. */
export interface Revision {
  readonly environment: string;
  readonly revision: number;
  readonly at: string;
  readonly by: string;
  /** interrupted: nobody has seen how it ended. detached: nobody was to. rebuilt: read back from CloudFormation. */
  readonly result: RevisionResult;
  readonly version: string;
  /** Stack name -> digest of its template, as its description tells it. */
  readonly templates: Readonly<Record<string, string>>;
  readonly seconds: number;
  /** The commit that was checked out, where there was one. */
  readonly gitSha?: string | undefined;
  /** As it was typed, without `gworld`. What older versions wrote has none of what follows. */
  readonly command?: string | undefined;
  /** The run of a CI system that did it. */
  readonly ci?: string | undefined;
  /** SHA-256 of its document in the state bucket: configuration and templates. */
  readonly document?: string | undefined;
  /** The revision it went back to. */
  readonly backTo?: number | undefined;
  /** What made it fail, in AWS's words. */
  readonly cause?: string | undefined;
  /** Those that were begun with, and no others. */
  readonly stacks?: readonly RevisedStack[] | undefined;
  /** Names of those that were planned and never begun with. */
  readonly notBegun?: readonly string[] | undefined;
  /** The operation that it is the end of. */
  readonly operation?: number | undefined;
}

/** All that is told of a revision before it has its number. */
export type Outcome = Omit<
  Revision,
  "environment" | "revision" | "at" | "by" | "version" | "gitSha" | "command" | "ci" | "operation"
>;

/** Reads what a row tells; what it does not tell, or tells in another way than known, is left out. */
export function revisionFrom(environment: string, row: unknown): Revision {
  const text = (key: string) => textAt(row, key);
  return {
    environment,
    revision: numberAt(row, "revision") ?? 0,
    at: text("at") ?? "",
    by: text("by") ?? "",
    result: revisionResults.find((known) => known === text("result")) ?? "deployed",
    version: text("version") ?? "",
    templates: texts(recordAt(row, "templates")),
    seconds: numberAt(row, "seconds") ?? 0,
    ...given({
      gitSha: text("gitSha"),
      command: text("command"),
      ci: text("ci"),
      document: text("document"),
      backTo: numberAt(row, "backTo"),
      cause: text("cause"),
      stacks: stacksOf(row),
      notBegun: textsAt(row, "notBegun"),
      operation: numberAt(row, "operation"),
    }),
  };
}

function stacksOf(row: unknown): readonly RevisedStack[] | undefined {
  const all = listOf(isRecord(row) ? row["stacks"] : undefined);
  if (all.length === 0) return undefined;
  return all.map((one) => ({
    name: textAt(one, "name") ?? "",
    action: textAt(one, "action") ?? "",
    status: textAt(one, "status") ?? "",
    ...given({ seconds: numberAt(one, "seconds") }),
  }));
}

const texts = (record: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(record).flatMap(([key, value]) => (typeof value === "string" ? [[key, value]] : [])),
  );
