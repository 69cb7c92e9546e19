import { bool, type Json, type JsonObject, list, number, text, texts } from "../json.ts";
import { pageOf } from "../paging.ts";
import { type Operation } from "../service.ts";
import { tagList } from "../tag-list.ts";
import { findSecret, liveSecret, notFound, type Secret, type Secrets, type Version } from "./secret.ts";
import { unseal } from "./value.ts";
import { stagesById } from "./versions.ts";
import { idOf } from "./write-secret.ts";

/** Reading secrets, with their values and without. */
export function readOperations(secrets: Secrets): Record<string, Operation> {
  return {
    GetSecretValue(input, call) {
      const secret = liveSecret(secrets, call, idOf(input));
      const version = wantedVersion(secret, text(input, "VersionId"), text(input, "VersionStage"));
      const content = unseal(secrets, secret, call, version);
      return {
        ARN: secret.arn,
        Name: secret.name,
        VersionId: version.id,
        ...("text" in content ? { SecretString: content.text } : { SecretBinary: content.binary }),
        VersionStages: version.stages,
        CreatedDate: version.createdAt / 1000,
      };
    },
    DescribeSecret(input, call) {
      const found = findSecret(secrets, call, idOf(input));
      if (!found) throw notFound("Secrets Manager can't find the specified secret.");
      return { ...metadata(found), VersionIdsToStages: stagesById(found) };
    },
    ListSecrets(input, { region }) {
      const all = secrets.table
        .values()
        .filter((secret) => secret.region === region && findSecret(secrets, { region, account: "" }, secret.arn))
        .filter(({ deletionAt }) => deletionAt === undefined || (bool(input, "IncludePlannedDeletion") ?? false))
        .filter((secret) => list(input, "Filters").every((filter) => passes(secret, filter)));
      const options = { token: text(input, "NextToken"), limit: number(input, "MaxResults") ?? 100 };
      const { page, next } = pageOf(all, ({ arn }) => arn, options);
      const views = page.map((secret) => ({ ...metadata(secret), SecretVersionsToStages: stagesById(secret) }));
      return { SecretList: views, NextToken: next };
    },
    ListSecretVersionIds(input, call) {
      const secret = liveSecret(secrets, call, idOf(input));
      const Versions = secret.versions.map(({ id, stages, createdAt }) => ({
        VersionId: id,
        VersionStages: stages,
        CreatedDate: createdAt / 1000,
      }));
      return { ARN: secret.arn, Name: secret.name, Versions };
    },
  };
}

/** By ID, by staging label, or the current one. */
export function wantedVersion(secret: Secret, id: string | undefined, stage = id ? undefined : "AWSCURRENT"): Version {
  const found = secret.versions.find(
    (version) => (id === undefined || version.id === id) && (stage === undefined || version.stages.includes(stage)),
  );
  if (!found)
    throw notFound(
      `Secrets Manager can't find the specified secret value for ${id ? `VersionId: ${id}` : `staging label: ${stage}`}`,
    );
  return found;
}

const metadata = (secret: Secret): JsonObject => ({
  ARN: secret.arn,
  Name: secret.name,
  Description: secret.description === "" ? undefined : secret.description,
  KmsKeyId: secret.kmsKeyId,
  RotationEnabled: false,
  LastChangedDate: secret.changedAt / 1000,
  DeletedDate: secret.deletionAt === undefined ? undefined : secret.deletionAt / 1000,
  Tags: tagList(secret.tags),
  CreatedDate: secret.createdAt / 1000,
});

/** Filters match the beginning of what they look at; a leading exclamation mark turns one round. */
function passes(secret: Secret, filter: Json): boolean {
  const candidates = candidatesOf(secret, text(filter, "Key") ?? "all");
  return texts(filter, "Values").some((wanted) => {
    const isNegated = wanted.startsWith("!");
    const prefix = isNegated ? wanted.slice(1) : wanted;
    return candidates.some((candidate) => candidate.startsWith(prefix)) !== isNegated;
  });
}

function candidatesOf({ name, description, tags }: Secret, key: string): readonly string[] {
  switch (key) {
    case "name":
      return [name];
    case "description":
      return [description];
    case "tag-key":
      return Object.keys(tags);
    case "tag-value":
      return Object.values(tags);
    default:
      return [name, description, ...Object.keys(tags), ...Object.values(tags)];
  }
}
