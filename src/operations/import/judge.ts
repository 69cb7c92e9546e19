import { declaredName, standingAlone } from "../../model/declared-name.ts";
import type { PlannedImport } from "../../model/import/plan.ts";
import { missingIndexes, tableAsItIs, tableMismatch } from "../../model/import/table.ts";
import type { ImportWish } from "../../model/import/wish.ts";
import { suggestion } from "../../model/nearest.ts";
import type { Template, TemplateResource } from "../../model/template.ts";
import type { Stack, StackResource } from "../../ports/stacks.ts";
import type { TableFacts } from "../../model/table-facts.ts";
import type { ImportPorts } from "../import.ts";

export type JudgePorts = Pick<ImportPorts, "tables" | "objects" | "leftovers">;

/** What is known of the stack that a resource is to be part of. */
export interface Target {
  readonly name: string;
  readonly region: string;
  readonly account: string;
  readonly declared: Template;
  /** By type, the properties that identify a resource. */
  readonly identifiers: ReadonlyMap<string, readonly string[]>;
  readonly stack: Stack | undefined;
  readonly resources: readonly StackResource[];
}

/** The import of one resource, the reason why there cannot be one, or "done" where an earlier run has done it. */
export async function judge(
  ports: JudgePorts,
  target: Target,
  wish: ImportWish,
): Promise<PlannedImport | { readonly reason: string } | "done"> {
  const { name, declared } = target;
  const { logicalId, physicalId } = wish;
  const resource = declared.resources.get(logicalId);
  if (resource === undefined)
    return {
      reason: `${name} declares no ${logicalId}. ${suggestion(logicalId, [...declared.resources.keys()].slice(0, 40))}`,
    };
  const { type } = resource;
  const there = target.resources.find((one) => one.logicalId === logicalId);
  if (there?.physicalId === physicalId) return "done";
  if (there !== undefined) return { reason: `${name} has its ${logicalId} already: ${there.physicalId}` };
  const identifier = identified(target, wish, resource);
  if (typeof identifier === "string") return { reason: identifier };
  const found = await asFound(ports, target, { type, physicalId, identifier, declared: resource.properties });
  if ("reason" in found) return found;
  return { logicalId, type, physicalId, identifier, ...found };
}

/** What CloudFormation finds the resource by, or why it cannot be the one that the template declares. */
function identified(
  target: Target,
  { logicalId, physicalId }: ImportWish,
  { type, properties }: Pick<TemplateResource, "type" | "properties">,
): PlannedImport["identifier"] | string {
  const keys = target.identifiers.get(type) ?? [];
  const values = keys.length > 1 ? physicalId.split("|") : [physicalId];
  if (keys.length === 0) return `CloudFormation cannot import a resource of type ${type}`;
  if (values.length !== keys.length) return `a ${type} is identified by ${keys.join("|")}, written in this form`;
  const identifier = Object.fromEntries(keys.map((key, index) => [key, values[index] ?? ""]));
  for (const [key, value] of Object.entries(identifier)) {
    const wanted = declaredName(properties[key], target);
    if (wanted !== undefined && wanted !== value)
      return `it is called ${value}, and gworld's ${logicalId} is ${wanted}: what has another name is another resource`;
  }
  return identifier;
}

interface Candidate {
  readonly type: string;
  readonly physicalId: string;
  readonly identifier: PlannedImport["identifier"];
  readonly declared: Readonly<Record<string, unknown>>;
}

type Found = Pick<PlannedImport, "properties" | "note"> | { readonly reason: string };

/** Types of which the name is all that must be declared: the rest follows with the next deployment. */
const byNameAlone = new Set(["AWS::S3::Bucket", "AWS::Logs::LogGroup"]);

/** Tables, buckets and repositories are looked at; of other types CloudFormation finds out whether they are there. */
async function asFound(
  ports: JudgePorts,
  target: Target,
  { type, physicalId, identifier, declared }: Candidate,
): Promise<Found> {
  if (type === "AWS::DynamoDB::Table") {
    const live = await ports.tables.describe(physicalId);
    if (live === undefined) return { reason: "there is no such table in this account and Region" };
    if (live.status !== "ACTIVE") return { reason: `the table is ${live.status}` };
    const reason = tableMismatch(declared, live);
    if (reason !== undefined) return { reason };
    return { properties: tableAsItIs(live, await ports.tables.expires(physicalId)), ...indexNote(declared, live) };
  }
  if (type === "AWS::S3::Bucket" && !(await ports.objects(target.region).bucketExists(physicalId)))
    return { reason: "there is no such bucket" };
  if (byNameAlone.has(type)) return { properties: identifier };
  if (type === "AWS::ECR::Repository") return repository(ports, target, physicalId);
  if (type === "AWS::SecretsManager::Secret") return secret(physicalId, declared);
  if (type === "AWS::KMS::Key") return { properties: standingAlone(declared) };
  if (target.stack === undefined)
    return {
      reason: `${target.name} does not exist yet, and what has no name of its own cannot be its first resource. Deploy it first`,
    };
  return { properties: declared };
}

/** What encrypts a repository can never be changed: were it left out, the next deployment would replace the repository. */
async function repository({ leftovers }: JudgePorts, { region }: Target, name: string): Promise<Found> {
  const live = await leftovers(region).find("AWS::ECR::Repository", name);
  if (live === undefined) return { reason: "there is no such repository" };
  const EncryptionConfiguration =
    live.key === undefined ? { EncryptionType: "AES256" } : { EncryptionType: "KMS", KmsKey: live.key };
  return { properties: { RepositoryName: name, EncryptionConfiguration } };
}

/** CloudFormation's own limit: "Cannot perform more than one GSI creation or deletion in a single update". */
function indexNote(declared: Candidate["declared"], live: TableFacts): Pick<PlannedImport, "note"> {
  const missing = missingIndexes(declared, live);
  if (missing.length < 2) return {};
  const all = missing.join(" and ");
  return {
    note: `it lacks the indexes ${all}, of which one update makes only one: make all but one before the deploy`,
  };
}

/** A secret keeps its value only where no later deployment finds that it is to be generated in another way. */
function secret(arn: string, declared: Candidate["declared"]): Found {
  const { Name: name } = declared;
  if (typeof name === "string" && !arn.includes(`:secret:${name}-`))
    return { reason: `it is not the secret ${name}: what has another name is another resource` };
  return { properties: standingAlone(declared) };
}
