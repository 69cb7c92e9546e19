import { bool, type JsonObject, number, text, texts } from "../json.ts";
import { pageOf } from "../paging.ts";
import type { Call, Operation } from "../service.ts";
import { tagList, tagsOf, withoutTags } from "../tag-list.ts";
import { refusals } from "./refusals.ts";
import type { Registry, RepositoryRow } from "./registry.ts";
import { createRepository, deleteRepository, describeRepository, repositoryOf, settings } from "./repositories.ts";

type Operations = Readonly<Record<string, Operation>>;

export const repositoryOperations = (registry: Registry): Operations => ({
  CreateRepository: (input, call) => ({
    repository: describeRepository(createRepository(registry, input, call), call.account),
  }),
  DescribeRepositories: (input, call) => describeRepositories(registry, input, call),
  DeleteRepository: (input, call) => {
    const row = repositoryOf(registry, input, call);
    deleteRepository(registry, row, bool(input, "force") === true);
    return { repository: describeRepository(row, call.account) };
  },
  ...settingOperations(registry),
  ...policyOperations(registry),
  ...tagOperations(registry),
});

function describeRepositories(registry: Registry, input: JsonObject, call: Call) {
  const names = texts(input, "repositoryNames");
  const rows =
    names.length > 0
      ? names.map((repositoryName) => repositoryOf(registry, { ...input, repositoryName }, call))
      : registry.repositories.values().filter(({ region }) => region === call.region);
  const limit = Math.min(number(input, "maxResults") ?? 100, 1_000);
  const { page, next } = pageOf(rows, ({ name }) => name, { token: text(input, "nextToken"), limit });
  return { repositories: page.map((row) => describeRepository(row, call.account)), nextToken: next };
}

/** Changes the repository a request names, and answers with its name and what is told besides. */
function change(registry: Registry, input: JsonObject, call: Call, to: (row: RepositoryRow) => Partial<RepositoryRow>) {
  const before = repositoryOf(registry, input, call);
  const row = { ...before, ...to(before) };
  registry.repositories.put(row.arn, row);
  return { row, named: { registryId: call.account, repositoryName: row.name } };
}

const settingOperations = (registry: Registry): Operations => ({
  PutImageTagMutability: (input, call) => {
    const { mutability, exclusionFilters } = settings(input);
    const { named } = change(registry, input, call, () => ({ mutability, exclusionFilters }));
    return {
      ...named,
      imageTagMutability: mutability,
      ...(exclusionFilters.length > 0 && { imageTagMutabilityExclusionFilters: exclusionFilters }),
    };
  },
  PutImageScanningConfiguration: (input, call) => {
    const { scanOnPush } = settings(input);
    const { named } = change(registry, input, call, () => ({ scanOnPush }));
    return { ...named, imageScanningConfiguration: { scanOnPush } };
  },
});

/** Policies are kept and told, and nothing is done by them: images expire by no rule. */
const policyOperations = (registry: Registry): Operations => ({
  PutLifecyclePolicy: (input, call) => {
    const lifecyclePolicy = text(input, "lifecyclePolicyText") ?? "";
    const { named } = change(registry, input, call, () => ({ lifecyclePolicy }));
    return { ...named, lifecyclePolicyText: lifecyclePolicy };
  },
  GetLifecyclePolicy: (input, call) => lifecyclePolicy(repositoryOf(registry, input, call), call),
  DeleteLifecyclePolicy: (input, call) => {
    const { lifecyclePolicy: _gone, ...row } = repositoryOf(registry, input, call);
    const told = lifecyclePolicy(repositoryOf(registry, input, call), call);
    registry.repositories.put(row.arn, row);
    return told;
  },
});

function lifecyclePolicy({ name, lifecyclePolicy: policy }: RepositoryRow, { account }: Call) {
  if (policy === undefined) throw refusals.noLifecyclePolicy(name, account);
  return { registryId: account, repositoryName: name, lifecyclePolicyText: policy };
}

function tagOperations(registry: Registry): Operations {
  const tagged = (input: JsonObject, call: Call) => {
    const arn = text(input, "resourceArn") ?? "";
    const row = registry.repositories.get(arn);
    if (!row) throw refusals.notFound(arn.replace(/^.*:repository\//, ""), call.account);
    return row;
  };
  return {
    ListTagsForResource: (input, call) => ({ tags: tagList(tagged(input, call).tags) }),
    TagResource: (input, call) => {
      const row = tagged(input, call);
      registry.repositories.put(row.arn, { ...row, tags: { ...row.tags, ...tagsOf(input, "tags") } });
      return {};
    },
    UntagResource: (input, call) => {
      const row = tagged(input, call);
      registry.repositories.put(row.arn, { ...row, tags: withoutTags(row.tags, texts(input, "tagKeys")) });
      return {};
    },
  };
}
