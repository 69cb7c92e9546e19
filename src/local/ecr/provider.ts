import { attempt } from "../attempt.ts";
import { bool, type JsonObject, list, object, text } from "../json.ts";
import type { ResourceProvider, ResourceRequest } from "../resource.ts";
import { doneStep, existsStep, missingStep } from "../step.ts";
import { type Tags, tagsOf } from "../tag-list.ts";
import { type Registry, repositoryArn, type RepositoryRow, repositoryUri } from "./registry.ts";
import { createRepository, deleteRepository, settings } from "./repositories.ts";

/** AWS::ECR::Repository. Ref is the name; with images it is deleted only where EmptyOnDelete says so. */
export function repositoryProvider(registry: Registry): ResourceProvider {
  const find = ({ region, account }: ResourceRequest, name: string) =>
    registry.repositories.get(repositoryArn(name, region, account));
  return {
    types: ["AWS::ECR::Repository"],
    create: (request) =>
      attempt(request, () => {
        const name = text(request.properties, "RepositoryName") ?? request.generatedName(256).toLowerCase();
        const found = find(request, name);
        if (found && found.token !== request.token) return existsStep(request, name);
        const made = found ?? createRepository(registry, inputOf(request, name), request, { token: request.token });
        return put(registry, made, request);
      }),
    update: (request) => {
      const row = find(request, request.physicalId);
      if (!row) return missingStep(request);
      const { lifecyclePolicy: _lifecycle, policy: _policy, ...rest } = row;
      return put(registry, { ...rest, ...settings(inputOf(request, row.name)) }, request);
    },
    delete: (request) =>
      attempt(request, () => {
        const row = find(request, request.physicalId);
        if (row) deleteRepository(registry, row, row.emptyOnDelete === true);
        return doneStep(request.physicalId);
      }),
    read: (request) => {
      const row = find(request, request.physicalId);
      return row && { properties: propertiesOf(row), attributes: attributesOf(row, request) };
    },
  };
}

function put(registry: Registry, row: RepositoryRow, request: ResourceRequest) {
  const { properties } = request;
  const lifecyclePolicy = text(object(properties, "LifecyclePolicy"), "LifecyclePolicyText");
  const policy = properties["RepositoryPolicyText"];
  registry.repositories.put(row.arn, {
    ...row,
    tags: tagsIn(request),
    emptyOnDelete: bool(properties, "EmptyOnDelete") === true,
    ...(lifecyclePolicy !== undefined && { lifecyclePolicy }),
    ...(policy !== undefined && { policy: typeof policy === "string" ? policy : JSON.stringify(policy) }),
  });
  return doneStep(row.name, attributesOf(row, request));
}

const tagsIn = ({ tags, properties }: ResourceRequest): Tags => ({ ...tags, ...tagsOf(properties) });

const attributesOf = (row: RepositoryRow, { account }: ResourceRequest): JsonObject => ({
  Arn: row.arn,
  RepositoryUri: repositoryUri(row, account),
});

/** A template's properties as a request of the API has them. */
function inputOf({ properties }: ResourceRequest, repositoryName: string): JsonObject {
  const encryption = object(properties, "EncryptionConfiguration");
  return {
    repositoryName,
    imageTagMutability: properties["ImageTagMutability"],
    imageTagMutabilityExclusionFilters: filtersOf(properties),
    imageScanningConfiguration: {
      scanOnPush: bool(object(properties, "ImageScanningConfiguration"), "ScanOnPush"),
    },
    encryptionConfiguration: {
      ...(encryption["EncryptionType"] !== undefined && { encryptionType: encryption["EncryptionType"] }),
      ...(encryption["KmsKey"] !== undefined && { kmsKey: encryption["KmsKey"] }),
    },
  };
}

const filtersOf = (properties: JsonObject) =>
  list(properties, "ImageTagMutabilityExclusionFilters").map((filter) => ({
    filterType: text(filter, "ImageTagMutabilityExclusionFilterType"),
    filter: text(filter, "ImageTagMutabilityExclusionFilterValue"),
  }));

/** EmptyOnDelete is the stack's own word: ECR does not tell it. */
function propertiesOf(row: RepositoryRow): JsonObject {
  const { encryptionType, kmsKey } = row.encryption;
  return {
    RepositoryName: row.name,
    ImageTagMutability: row.mutability,
    ImageScanningConfiguration: { ScanOnPush: row.scanOnPush },
    EncryptionConfiguration: { EncryptionType: encryptionType, KmsKey: kmsKey },
    LifecyclePolicy: row.lifecyclePolicy === undefined ? undefined : { LifecyclePolicyText: row.lifecyclePolicy },
  };
}
