import * as z from "zod";
import { GworldError } from "../error.ts";
import { tableName, worldTables, type WorldTable } from "../names.ts";
import { tableSchemas } from "../tables.ts";
import type { Place } from "../declared-name.ts";
import type { NotImported } from "./plan.ts";
import type { ImportWish } from "./wish.ts";

const instance = z.object({
  index_key: z.union([z.string(), z.number()]).optional(),
  attributes: z.record(z.string(), z.unknown()).default({}),
});
const resource = z.object({
  mode: z.string(),
  type: z.string(),
  name: z.string(),
  module: z.string().optional(),
  instances: z.array(instance).default([]),
});
const stateFile = z.object({ version: z.literal(4), resources: z.array(resource).default([]) });

/** A table or a bucket in Terraform's state. */
interface Found {
  readonly address: string;
  readonly type: string;
  /** Names that may tell what it is: its own, that of its block, its key in a `for_each`. */
  readonly names: readonly string[];
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What of a Terraform state is ours to adopt, and what is not, with the reason. Other resources are not looked at. */
export interface FromTerraform {
  readonly wishes: readonly ImportWish[];
  readonly refused: readonly NotImported[];
  /** How many resources are neither tables nor buckets. */
  readonly others: number;
}

/** Maps the tables, the snapshot bucket and the state backend of a Terraform state to our logical IDs. Throws `usage`. */
export function fromTerraform(
  text: string,
  { file, environment, ...place }: Place & { readonly file: string; readonly environment: string },
): FromTerraform {
  const managed = readState(text, file).resources.filter(({ mode }) => mode === "managed");
  const found = managed.flatMap(({ type, name, module, instances }) =>
    instances.map(({ index_key: key, attributes }): Found => {
      const index = key === undefined ? "" : `[${typeof key === "string" ? JSON.stringify(key) : key}]`;
      const own = textOf(attributes, "name") ?? textOf(attributes, "bucket") ?? "";
      const address = `${module === undefined ? "" : `${module}.`}${type}.${name}${index}`;
      return { address, type, names: [own, String(key ?? ""), name], attributes };
    }),
  );
  const judged = found.flatMap((one) => {
    if (one.type === "aws_dynamodb_table") return [judgeTable(one, environment, place)];
    return one.type === "aws_s3_bucket" ? [judgeBucket(one)] : [];
  });
  return {
    wishes: judged.flatMap((one) => ("part" in one ? [one] : [])),
    refused: judged.flatMap((one) => ("reason" in one ? [one] : [])),
    others: found.length - judged.length,
  };
}

function readState(text: string, file: string): z.infer<typeof stateFile> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw new GworldError("usage", `${file} is no JSON.`, { hint: pull(file), cause });
  }
  const parsed = stateFile.safeParse(document);
  if (parsed.success) return parsed.data;
  const version = z.object({ version: z.unknown() }).safeParse(document);
  const what =
    version.success && version.data.version !== 4
      ? `has format version ${String(version.data.version)}, not 4`
      : "is no Terraform state";
  throw new GworldError("usage", `${file} ${what}.`, { hint: pull(file) });
}

const pull = (file: string) => `Write it with Terraform 0.12 or newer: terraform state pull > ${file}`;

const textOf = (attributes: Found["attributes"], key: string) => {
  const value = attributes[key];
  return typeof value === "string" && value !== "" ? value : undefined;
};

function judgeTable(found: Found, environment: string, place: Place): ImportWish | NotImported {
  const { address: from, attributes } = found;
  const physicalId = textOf(attributes, "name") ?? textOf(attributes, "id") ?? "";
  const refuse = (reason: string): NotImported => ({ physicalId, from, reason });
  if (textOf(attributes, "hash_key") === "LockID")
    return refuse("it locks Terraform's state; gworld has a lock of its own. Terraform needs it as long as it is used");
  const table = meant(found.names);
  if (table === undefined) return refuse("none of gworld's tables is called like it");
  const reasons = [
    misplaced(attributes, place),
    otherName(physicalId, environment, table),
    otherKey(attributes, table),
  ];
  const told = reasons.flatMap((reason) => reason ?? []);
  if (told.length > 0) return refuse(told.join("; "));
  return { part: "storage", logicalId: `${table}Table`, physicalId, from };
}

/** The table whose name one of these ends with, such as `generative-world-dev-memory_streams`. */
const meant = (names: readonly string[]): WorldTable | undefined =>
  names.flatMap((name) => worldTables.find((table) => plain(name).endsWith(plain(table))) ?? []).at(0);

const plain = (name: string) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");

function misplaced(attributes: Found["attributes"], { account, region }: Place): string | undefined {
  const [, , , where, owner] = (textOf(attributes, "arn") ?? "").split(":");
  if (where !== undefined && where !== "" && where !== region)
    return `it is in ${where}, and the environment in ${region}`;
  if (owner !== undefined && owner !== "" && owner !== account)
    return `it is in account ${owner}, and the environment in ${account}`;
  return undefined;
}

function otherName(name: string, environment: string, table: WorldTable): string | undefined {
  const wanted = tableName(environment, table);
  return name === wanted ? undefined : `it is called ${name}, and gworld's is ${wanted}: a table cannot be renamed`;
}

function otherKey(attributes: Found["attributes"], table: WorldTable): string | undefined {
  const { pk, sk } = tableSchemas[table];
  const found = [textOf(attributes, "hash_key"), textOf(attributes, "range_key")].filter(Boolean).join(", ");
  const wanted = [pk, sk].filter(Boolean).join(", ");
  return found === wanted ? undefined : `its key is ${found}, and gworld's is ${wanted}: a key cannot be changed`;
}

/** The name of the snapshot bucket is checked with all that is imported, where account and Region are known. */
function judgeBucket({ address: from, names, attributes }: Found): ImportWish | NotImported {
  const physicalId = textOf(attributes, "bucket") ?? textOf(attributes, "id") ?? "";
  if (names.some((name) => /tf-?state|terraform/i.test(name)))
    return {
      physicalId,
      from,
      reason: "it holds Terraform's state; gworld keeps its own. Terraform needs it as long as it is used",
    };
  if (names.some((name) => /snapshot/i.test(name)))
    return { part: "storage", logicalId: "SnapshotsBucket", physicalId, from };
  return { physicalId, from, reason: "it is not the bucket for snapshots; only that one is adopted" };
}
