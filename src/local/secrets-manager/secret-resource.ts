import { createHash } from "node:crypto";
import { isObject, type JsonObject, object, text } from "../json.ts";
import type { ResourceProvider, ResourceRequest, Step } from "../resource.ts";
import { ServiceError } from "../service.ts";
import { tagsOf } from "../tag-list.ts";
import { randomPassword } from "./random-password.ts";
import { findSecret, save, type Secret, type Secrets } from "./secret.ts";
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
    if (existing) return { state: "failed", reason: refusalOf(existing) };
    return attempt(() => {
      const secret = newSecret(secrets, request, name, { ...settings(request), token: request.token });
      return withContent(secrets, secret, request, contentOf(request.properties));
    });
  },
  update(request) {
    const secret = findSecret(secrets, request, request.physicalId);
    if (!secret) return { state: "failed", reason: "Secrets Manager can't find the specified secret." };
    const changed = { ...secret, ...settings(request), changedAt: secrets.now() };
    const isNew = ["SecretString", "GenerateSecretString"].some(
      (key) => JSON.stringify(request.properties[key]) !== JSON.stringify(request.previous[key]),
    );
    return attempt(() => withContent(secrets, changed, request, isNew ? contentOf(request.properties) : undefined));
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

function attempt(act: () => Secret): Step {
  try {
    return done(act());
  } catch (error) {
    if (error instanceof ServiceError) return { state: "failed", reason: error.message };
    throw error;
  }
}

const done = ({ arn }: Secret): Step => ({ state: "done", physicalId: arn, attributes: { Id: arn } });
