import type { JsonObject } from "../json.ts";
import type { Ground } from "../resource.ts";
import { rowWith } from "../row.ts";
import type { Table } from "../store.ts";
import type { Tags } from "../tag-list.ts";

export interface RepositoryRow {
  readonly arn: string;
  readonly name: string;
  readonly region: string;
  readonly createdAt: number;
  readonly mutability: string;
  readonly exclusionFilters: readonly JsonObject[];
  readonly scanOnPush: boolean;
  readonly encryption: JsonObject;
  readonly lifecyclePolicy?: string;
  readonly policy?: string;
  readonly emptyOnDelete?: boolean;
  readonly tags: Tags;
  /** The stack step that made it. */
  readonly token?: string;
}

/** An image is its manifest: its layers are nowhere, as nothing here unpacks them. */
export interface ImageRow {
  readonly repositoryArn: string;
  readonly digest: string;
  readonly tags: readonly string[];
  readonly manifest: string;
  readonly mediaType: string;
  readonly pushedAt: number;
  readonly scanned: boolean;
}

/** What ECR holds: repositories by ARN, images by their repository's ARN and their digest. */
export interface Registry {
  readonly ground: Ground;
  readonly repositories: Table<RepositoryRow>;
  readonly images: Table<ImageRow>;
}

export const openRegistry = (ground: Ground): Registry => ({
  ground,
  repositories: ground.store.table(
    "ecr-repositories",
    rowWith<RepositoryRow>("arn", "name", "region", "mutability", "tags"),
  ),
  images: ground.store.table(
    "ecr-images",
    rowWith<ImageRow>("repositoryArn", "digest", "tags", "manifest", "pushedAt"),
  ),
});

export const imageKey = (repositoryArn: string, digest: string) => `${repositoryArn} ${digest}`;

/** The newest first, as they are most asked for. */
export const imagesIn = ({ images }: Registry, { arn }: RepositoryRow): readonly ImageRow[] =>
  images
    .values()
    .filter(({ repositoryArn }) => repositoryArn === arn)
    .toSorted((a, b) => b.pushedAt - a.pushedAt);

export const repositoryArn = (name: string, region: string, account: string) =>
  `arn:aws:ecr:${region}:${account}:repository/${name}`;
export const repositoryUri = ({ name, region }: Pick<RepositoryRow, "name" | "region">, account: string) =>
  `${account}.dkr.ecr.${region}.amazonaws.com/${name}`;
