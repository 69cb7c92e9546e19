import type { PropertyType } from "@aws-cdk/service-spec-types";
import { fileURLToPath } from "node:url";
import type { Properties, PropertySpec } from "./entry.ts";
import { openTypes, type TypeSource } from "./file.ts";

/** What is true of a resource type. Custom resources have any property and any attribute. */
export interface ResourceSpec {
  readonly type: string;
  /** Whether AWS counts the type among those that hold data. */
  readonly stateful: boolean;
  /** True of types that take any property. */
  readonly open: boolean;
  property(name: string): PropertySpec | undefined;
  readonly required: readonly string[];
  hasAttribute(name: string): boolean;
  /** Attributes of Fn::GetAtt with the kind of value each has: string, array, integer ... */
  readonly attributes: ReadonlyMap<string, string>;
  /** What Ref gives, as property or attribute names. */
  readonly identifier: readonly string[];
  /** The properties and attributes that together tell one resource from another, such as RestApiId and StageName. */
  readonly primaryIdentifier: readonly string[];
  readonly arnTemplate: string | undefined;
  /** Where stack tags end up; undefined for what cannot be tagged. */
  readonly tagProperty: string | undefined;
  /** Paths that replace the resource though no property says so. */
  readonly replacingPaths: readonly (readonly string[])[];
}

/** The service specification, as far as stacks need it. */
export interface Specs {
  /** Undefined for a type that CloudFormation does not know. */
  resource(type: string): ResourceSpec | undefined;
  /** The members of a compound property type. */
  members(type: PropertyType): ReadonlyMap<string, PropertySpec> | undefined;
}

let loading: Promise<Specs> | undefined;

/**
 * The specification of every AWS resource type, once a process and only when asked for. A build has it in a file from which
 * single types are read; the sources take it from its package.
 */
export function loadSpecs(): Promise<Specs> {
  loading ??= typeSource().then((source) => specsOf(source));
  return loading;
}

async function typeSource(): Promise<TypeSource> {
  const built = openTypes(fileURLToPath(new URL("specification", import.meta.url)));
  if (built) return built;
  const { loadDatabase } = await import("./database.ts");
  const entries = await loadDatabase();
  return (type) => entries.get(type)?.();
}

/** What stacks need to know, over whatever knows the types. */
export function specsOf(source: TypeSource): Specs {
  const known = new Map<string, ResourceSpec | undefined>();
  const definitions = new Map<string, Properties>();
  return {
    resource(type) {
      if (!known.has(type)) known.set(type, openType(type) ?? closedType(type, source, definitions));
      return known.get(type);
    },
    members(type) {
      if (type.type !== "ref") return undefined;
      return new Map(Object.entries(definitions.get(type.reference.$ref) ?? {}));
    },
  };
}

function openType(type: string): ResourceSpec | undefined {
  const custom = type.startsWith("Custom::") || type === "AWS::CloudFormation::CustomResource";
  if (!custom && type !== "AWS::CDK::Metadata") return undefined;
  return {
    type,
    stateful: false,
    open: true,
    property: (name) => ({
      types: [{ type: "json" }],
      required: false,
      replacement: custom && name === "ServiceToken" ? "yes" : "no",
    }),
    required: custom ? ["ServiceToken"] : [],
    hasAttribute: () => custom,
    attributes: new Map(),
    identifier: [],
    primaryIdentifier: [],
    arnTemplate: undefined,
    tagProperty: undefined,
    replacingPaths: [],
  };
}

/** The definitions it is made of become known with it. */
function closedType(type: string, source: TypeSource, definitions: Map<string, Properties>): ResourceSpec | undefined {
  const entry = source(type);
  if (!entry) return undefined;
  for (const [reference, properties] of Object.entries(entry.definitions)) definitions.set(reference, properties);
  const properties = new Map(Object.entries(entry.properties));
  const attributes = new Map([
    ...(extraAttributes[type] ?? []).map((name) => [name, "string"] as const),
    ...Object.entries(entry.attributes),
  ]);
  return {
    type,
    stateful: entry.stateful,
    open: false,
    property: (name) => properties.get(name),
    required: [...properties].flatMap(([name, { required }]) => (required ? [name] : [])),
    hasAttribute: (name) => attributes.has(name) || openAttributes(type, name),
    attributes,
    identifier: entry.identifier,
    primaryIdentifier: entry.primaryIdentifier,
    arnTemplate: entry.arnTemplate,
    tagProperty: entry.tagProperty,
    replacingPaths: entry.replacingPaths,
  };
}

/** Attributes that CloudFormation has and the specification leaves out. */
const extraAttributes: Readonly<Record<string, readonly string[]>> = {
  "AWS::EC2::SecurityGroup": ["GroupId", "VpcId"],
};

const openAttributes = (type: string, name: string) =>
  type === "AWS::CloudFormation::Stack" && name.startsWith("Outputs.");
