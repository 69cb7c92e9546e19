import { isObject, type JsonObject } from "../../json.ts";
import type { StackEvent } from "./event.ts";

/** A resource as it exists: what a provider made, and what of the template governs it. */
export interface Existing {
  readonly type: string;
  readonly physicalId: string;
  /** Evaluated properties; dynamic references are still unresolved in them. */
  readonly properties: JsonObject;
  /** What Fn::GetAtt reads. */
  readonly attributes: JsonObject;
  /** Stack tags it was made or last changed with. */
  readonly tags: Readonly<Record<string, string>>;
  /** Kept with the resource: the template that said so may be gone when it is deleted. */
  readonly dependsOn: readonly string[];
  readonly deletionPolicy: string;
  readonly updateReplacePolicy: string;
  readonly metadata: JsonObject;
  /** Makes the generated physical name; a replacement has another. */
  readonly seed: string;
}

/** What a provider is asked for. `import` takes over what exists, and `release` lets it go again as it is. */
export type Action = "create" | "update" | "delete" | "import" | "release";

/**
 * What is being done to a resource. `calling`: a provider was or is about to be asked; asked again after a restart with
 * the same token. `pending`: the provider works on it. `held`: it is done, and shows so when its duration is over.
 */
export interface Step {
  readonly action: Action;
  readonly purpose: "create" | "update" | "replace" | "revert" | "remove" | "clean" | "import" | "release";
  readonly state: "calling" | "pending" | "held";
  readonly token: string;
  /** What it shall be; its physical ID is empty until the provider tells one. */
  readonly target: Existing;
  readonly startedAt: number;
  /** Earliest end, in milliseconds of the clock. */
  readonly readyAt: number;
}

/** One logical ID of a stack and everything that exists because of it. */
export interface ResourceRecord {
  readonly stackId: string;
  readonly logicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string | undefined;
  readonly at: number;
  /** What is there now; absent before it is created and after it was deleted. */
  readonly current?: Existing | undefined;
  /** What was there when the stack was last stable: where a rollback returns to. */
  readonly stable?: Existing | undefined;
  /** Physical resources nobody wants any more, deleted in the cleanup phase. */
  readonly garbage: readonly Existing[];
  readonly step?: Step | undefined;
  /** The phase of an operation in which this resource needs nothing more. */
  readonly settled?: string | undefined;
  /** The phase in which a step of it failed; the same phase does not try again. */
  readonly failed?: string | undefined;
  /** What an update that failed was heading for: the resource may be anywhere between. */
  readonly attempted?: Existing | undefined;
  /** Failed attempts to delete, in the cleanup phase. */
  readonly attempts?: number | undefined;
  /** What the last write told of it: the history has it too, unless the process ended in between. */
  readonly told?: readonly StackEvent[] | undefined;
}

/** Guards what the journal holds. */
export const isResourceRecord = (value: unknown): value is ResourceRecord =>
  isObject(value) &&
  typeof value["stackId"] === "string" &&
  typeof value["logicalId"] === "string" &&
  Array.isArray(value["garbage"]);

/** The physical ID to show: that of the step when it has one, else of what exists or was left behind. */
export const physicalIdOf = (record: ResourceRecord) => {
  const target = record.step?.target.physicalId;
  if (target !== undefined && target !== "") return target;
  return record.current?.physicalId ?? record.garbage.at(-1)?.physicalId ?? "";
};
