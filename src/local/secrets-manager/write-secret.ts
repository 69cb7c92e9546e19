import { randomUUID } from "node:crypto";
import { type JsonObject, text, texts } from "../json.ts";
import { required } from "../required.ts";
import { type Operation, ServiceError } from "../service.ts";
import { tagsOf } from "../tag-list.ts";
import { findSecret, liveSecret, newArn, type Place, save, type Secret, type Secrets } from "./secret.ts";
import { contentOf } from "./value.ts";
import { addVersion, stagesById } from "./versions.ts";

/** Making secrets and giving them values. */
export function writeOperations(secrets: Secrets): Record<string, Operation> {
  return {
    CreateSecret(input, call) {
      const name = required(input, "Name", "InvalidParameterException");
      const content = contentOf(input);
      const id = versionId(input);
      const secret = repeated(secrets, call, name, id) ?? newSecret(secrets, call, name, settingsOf(input));
      const made = content ? addVersion(secrets, secret, call, { id, content }) : save(secrets, secret);
      return { ARN: made.arn, Name: made.name, VersionId: content ? id : undefined };
    },
    PutSecretValue(input, call) {
      const secret = liveSecret(secrets, call, idOf(input));
      const content = contentOf(input);
      if (!content) throw missingValue();
      const id = versionId(input);
      const stages = texts(input, "VersionStages");
      const put = addVersion(secrets, secret, call, { id, content, ...(stages.length > 0 ? { stages } : {}) });
      return { ARN: put.arn, Name: put.name, VersionId: id, VersionStages: stagesById(put)[id] };
    },
    UpdateSecret(input, call) {
      const secret = liveSecret(secrets, call, idOf(input));
      const content = contentOf(input);
      const id = versionId(input);
      const changed = {
        ...secret,
        description: text(input, "Description") ?? secret.description,
        kmsKeyId: text(input, "KmsKeyId") ?? secret.kmsKeyId,
        changedAt: secrets.now(),
      };
      const updated = content ? addVersion(secrets, changed, call, { id, content }) : save(secrets, changed);
      return { ARN: updated.arn, Name: updated.name, VersionId: content ? id : undefined };
    },
  };
}

type Settings = Pick<Secret, "description" | "kmsKeyId" | "tags" | "token">;

/** Not yet saved: that comes with its first version, so that a value which cannot be sealed leaves nothing behind. */
export function newSecret(secrets: Secrets, place: Place, name: string, settings: Settings): Secret {
  if (!/^[\w/+=.@-]{1,512}$/.test(name))
    throw new ServiceError(
      "ValidationException",
      "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!",
    );
  const at = secrets.now();
  return {
    ...settings,
    arn: newArn(place, name),
    name,
    region: place.region,
    createdAt: at,
    changedAt: at,
    versions: [],
  };
}

/** The secret that an earlier try of the same request has made; any other of that name is in the way. */
function repeated(secrets: Secrets, place: Place, name: string, id: string): Secret | undefined {
  const found = findSecret(secrets, place, name);
  if (!found) return undefined;
  if (found.deletionAt !== undefined)
    throw new ServiceError(
      "InvalidRequestException",
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    );
  if (found.versions.some((version) => version.id === id)) return found;
  throw new ServiceError("ResourceExistsException", `The operation failed because the secret ${name} already exists.`);
}

const settingsOf = (input: JsonObject): Settings => ({
  description: text(input, "Description") ?? "",
  kmsKeyId: text(input, "KmsKeyId"),
  tags: tagsOf(input),
});

export const idOf = (input: JsonObject): string => required(input, "SecretId", "InvalidParameterException");

const versionId = (input: JsonObject) => text(input, "ClientRequestToken") ?? randomUUID();

const missingValue = () =>
  new ServiceError("InvalidRequestException", "You must provide either SecretString or SecretBinary.");
