import { createHash } from "node:crypto";
import { attempt } from "../attempt.ts";
import { isObject, type JsonObject, object, text } from "../json.ts";
import type { ResourceProvider, ResourceRequest, Step } from "../resource.ts";
import { ServiceError } from "../service.ts";
import { tagsOf } from "../tag-list.ts";
import { randomPassword } from "./random-password.ts";
import { findSecret, liveSecret, save, type Secret, type Secrets } from "./secret.ts";
import type { Content } from "./value.ts";
import { addVersion } from "./versions.ts";
import { newSecret } from "./write-secret.ts";

/** AWS::SecretsManager::Secret. Ref and Id are the ARN; deleting the resource leaves no recovery window. */
export const secretProvider = (secrets: Secrets): ResourceProvider => ({
  types: ["AWS::SecretsManager::Secret"],
  create(request) {
    const name = text(request.properties, "Name") ?? request.generatedName(256);
    const existing = findSecret(secrets, request, name);
    if (existing?.token === request.token) return done(existing);
    return attempt(request, () => {
      if (existing) throw new ServiceError("ResourceExistsException", refusalOf(existing));
      const secret = newSecret(secrets, request, name, { ...settings(request), token: request.token });
      return done(withContent(secrets, secret, request, contentOf(request.properties)));
    });
  },
  update: (request) =>
    attempt(request, () => {
      const { properties, previous, physicalId } = request;
      const secret = liveSecret(secrets, request, physicalId);
      const changed = { ...secret, ...settings(request), changedAt: secrets.now() };
      const isNew = ["SecretString", "GenerateSecretString"].some(
        (key) => JSON.stringify(properties[key]) !== JSON.stringify(previous[key]),
      );
      return done(withContent(secrets, changed, request, isNew ? contentOf(properties) : undefined));
    }),
  /** Never the value: CloudFormation does not compare what is secret. */
  read(request) {
    const secret = findSecret(secrets, request, request.physicalId);
    if (!secret || secret.deletionAt !== undefined) return undefined;
    const { arn, name, description, kmsKeyId } = secret;
    return {
      properties: { Name: name, Description: description || undefined, KmsKeyId: kmsKeyId },
      attributes: { Id: arn },
    };
  },
  delete(request) {
    const secret = findSecret(secrets, request, request.physicalId);
    if (secret) secrets.table.delete(secret.arn);
    return { state: "done", physicalId: request.physicalId, attributes: {} };
  },
});

/** The version's ID comes of the step's token: asked twice after a crash, a step that wrote its value keeps it. */
function withContent(secrets: Secrets, secret: Secret, request: ResourceRequest, content: Content | undefined): Secret {
  const id = createHash("sha256").update(`${request.token} ${request.logicalId}`).digest("hex").slice(0, 32);
  if (!content || secret.versions.some((version) => version.id === id)) return save(secrets, secret);
  return addVersion(secrets, secret, request, { id, content });
}

const settings = ({ properties, tags }: ResourceRequest) => ({
  description: text(properties, "Description") ?? "",
  kmsKeyId: text(properties, "KmsKeyId"),
  tags: { ...tags, ...tagsOf(properties) },
});

function contentOf(properties: JsonObject): Content | undefined {
  const given = text(properties, "SecretString");
  if (given !== undefined) return { text: given };
  if (!isObject(properties["GenerateSecretString"])) return undefined;
  const generate = object(properties, "GenerateSecretString");
  const template = text(generate, "SecretStringTemplate");
  const key = text(generate, "GenerateStringKey");
  const password = randomPassword(generate);
  if (template === undefined || key === undefined) return { text: password };
  return { text: JSON.stringify({ ...templateOf(template), [key]: password }) };
}

function templateOf(template: string): JsonObject {
  const value: unknown = parsed(template);
  if (isObject(value)) return value;
  throw new ServiceError("InvalidParameterException", "Could not parse SecretStringTemplate JSON");
}

function parsed(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
}

const refusalOf = ({ name, deletionAt }: Secret) =>
  deletionAt === undefined
    ? `The operation failed because the secret ${name} already exists.`
    : "You can't create this secret because a secret with this name is already scheduled for deletion.";

const done = ({ arn }: Secret): Step => ({ state: "done", physicalId: arn, attributes: { Id: arn } });
