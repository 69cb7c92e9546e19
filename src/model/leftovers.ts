import { serviceNames } from "./environment.ts";
import { stackName, stackRegion, type StackPart } from "./graph.ts";
import { given } from "./json.ts";
import {
  bucketName,
  bucketUses,
  logGroupName,
  pascalCase,
  repositoryName,
  secretName,
  tableName,
  worldTables,
} from "./names.ts";

/** Types whose resources outlive their stack in an environment that retains data, and that gworld looks at itself. */
export const leftoverTypes = [
  "AWS::DynamoDB::Table",
  "AWS::S3::Bucket",
  "AWS::SecretsManager::Secret",
  "AWS::ECR::Repository",
  "AWS::Logs::LogGroup",
  "AWS::KMS::Key",
] as const;
export type LeftoverType = (typeof leftoverTypes)[number];

/** A resource that an environment's stack declares under a name of its own, or a key by what it is described as. */
export interface DeclaredResource {
  readonly part: StackPart;
  readonly logicalId: string;
  readonly type: LeftoverType;
  /** Of a key its description. */
  readonly name: string;
}

/** A resource as its service tells it. */
export interface FoundResource {
  /** What CloudFormation calls it by: a secret's ARN, a key's ID, any other's name. */
  readonly physicalId: string;
  /** ARN of the customer key that encrypts it; undefined where it is AWS's own, or is not told. */
  readonly key?: string | undefined;
  /** When it will be gone, in milliseconds since the epoch: somebody has scheduled its deletion. */
  readonly goesAt?: number | undefined;
  /** True where its service refuses to delete it until that is switched off. */
  readonly isProtected?: boolean | undefined;
}

export interface FoundKey extends FoundResource {
  readonly arn: string;
  readonly description: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** What is still in the account of a stack that is gone. */
export interface Leftover extends DeclaredResource, FoundResource {
  readonly stack: string;
  readonly region: string;
  /** The stack that has it now. */
  readonly holder?: string | undefined;
}

export interface Leftovers {
  readonly found: readonly Leftover[];
  /** Names of what could not be looked at, and why. */
  readonly unseen: readonly { readonly name: string; readonly because: string }[];
}

export const noLeftovers: Leftovers = { found: [], unseen: [] };

interface Place {
  readonly environment: string;
  readonly account: string;
  readonly region: string;
}

/** All that the stacks of an environment may leave behind: whole names, so that another environment's never match. */
export const keptResources = ({ environment, account, region }: Place): readonly DeclaredResource[] => [
  ...worldTables.map((table) => ({
    part: "storage" as const,
    logicalId: `${table}Table`,
    type: "AWS::DynamoDB::Table" as const,
    name: tableName(environment, table),
  })),
  ...bucketUses.map((use) => ({
    part: "storage" as const,
    logicalId: `${pascalCase(use)}Bucket`,
    type: "AWS::S3::Bucket" as const,
    name: bucketName(environment, use, account, region),
  })),
  ...["redis", "api"].map((use) => ({
    part: "security" as const,
    logicalId: `${pascalCase(use)}Secret`,
    type: "AWS::SecretsManager::Secret" as const,
    name: secretName(environment, use),
  })),
  ...serviceNames.map((service) => ({
    part: "compute" as const,
    logicalId: `${pascalCase(service)}Repository`,
    type: "AWS::ECR::Repository" as const,
    name: repositoryName(environment, service),
  })),
  ...logGroups.map(([part, logicalId, name]) => ({
    part,
    logicalId,
    type: "AWS::Logs::LogGroup" as const,
    name: logGroupName(environment, name),
  })),
  ...keyUses.map((use) => ({
    part: "security" as const,
    logicalId: `${pascalCase(use)}Key`,
    type: "AWS::KMS::Key" as const,
    name: keyDescription(environment, use),
  })),
];

/** What the customer keys of an environment protect. */
export const keyUses = ["data", "logs", "secrets"] as const;

/** A key has no name: this is what tells whose it is, together with its tags. */
export const keyDescription = (environment: string, use: (typeof keyUses)[number]) => `gworld ${environment}: ${use}`;

const logGroups: readonly (readonly [StackPart, string, string])[] = [
  ...serviceNames.map((service) => ["compute", `${pascalCase(service)}LogGroup`, service] as const),
  ["compute", "DefaultSecurityGroupLogGroup", "default-security-group"],
  ["compute", "FlowLogGroup", "flow"],
  ["storage", "RedisLogGroup", "redis"],
  ["api", "AuthorizerLogGroup", "authorizer"],
  ["api", "RestLogGroup", "api"],
  ["api", "WebSocketLogGroup", "websocket"],
  ["edge", "EdgeLogGroup", "edge"],
];

/** Where a declared resource was found. */
export const leftover = (
  { environment, region }: Pick<Place, "environment" | "region">,
  declared: DeclaredResource,
  found: FoundResource,
): Leftover => {
  const { physicalId, key, goesAt, isProtected } = found;
  const { part } = declared;
  const place = { stack: stackName(environment, part), region: stackRegion(part, region) };
  return { ...declared, ...place, physicalId, ...given({ key, goesAt, isProtected }) };
};

const kinds: Readonly<Record<LeftoverType, string>> = {
  "AWS::DynamoDB::Table": "table",
  "AWS::S3::Bucket": "bucket",
  "AWS::SecretsManager::Secret": "secret",
  "AWS::ECR::Repository": "repository",
  "AWS::Logs::LogGroup": "log group",
  "AWS::KMS::Key": "key",
};

const nameOf = ({ type, name, physicalId }: Named) => (type === "AWS::KMS::Key" ? `${physicalId} (${name})` : name);

type Named = Pick<Leftover, "type" | "name" | "physicalId">;

/** Such as `table gworld-dev-Worlds`, or `key 1234 (gworld dev: data)`. */
export const leftoverText = (one: Named): string => `${kinds[one.type]} ${nameOf(one)}`;

/** By kind, such as `tables gworld-dev-Worlds, gworld-dev-Agents; bucket gworld-dev-web-1-2`. */
export const leftoversText = (all: readonly Named[]): string =>
  leftoverTypes
    .map((type) => all.filter((one) => one.type === type))
    .flatMap((same) => {
      const [first, ...more] = same.map(nameOf);
      const [kind] = same.map(({ type }) => kinds[type]);
      if (first === undefined || kind === undefined) return [];
      return [`${more.length === 0 ? kind : plural(kind)} ${[first, ...more].join(", ")}`];
    })
    .join("; ");

const plural = (kind: string) => `${kind.replace(/(?<!e)y$/, "ie")}s`;
