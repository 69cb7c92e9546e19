import { rowWith } from "../row.ts";

/** A log group as it is stored. The id names its folder, so that a group made again starts empty. */
export interface GroupRow {
  readonly id: string;
  readonly region: string;
  readonly name: string;
  readonly creationTime: number;
  readonly retentionInDays?: number;
  readonly kmsKeyId?: string;
  readonly logGroupClass: string;
  readonly tags: Readonly<Record<string, string>>;
  /** The token of the stack step that made it. */
  readonly token?: string;
}

/** A log stream as it is stored. Its times of first and last event are those of its file. */
export interface StreamRow {
  readonly id: string;
  readonly groupId: string;
  readonly name: string;
  readonly creationTime: number;
}

export const isGroupRow = rowWith<GroupRow>("id", "region", "name", "creationTime", "logGroupClass", "tags");
export const isStreamRow = rowWith<StreamRow>("id", "groupId", "name", "creationTime");
