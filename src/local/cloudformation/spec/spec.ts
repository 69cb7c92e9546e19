import type { PropertyType, Resource, SpecDatabase } from "@aws-cdk/service-spec-types";

/** Whether changing a property makes a new resource: always, perhaps, never. */
export type Replacement = "yes" | "maybe" | "no";

/** One property as the service specification has it; types of nested definitions are looked up on demand. */
export interface PropertySpec {
  /** The current type first, then older ones that are still accepted. */
  readonly types: readonly PropertyType[];
  readonly required: boolean;
  readonly replacement: Replacement;
}

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

/** The specification of every AWS resource type: 0.7 s to load, so once a process and only when asked for. */
export function loadSpecs(): Promise<Specs> {
  loading ??= import("@aws-cdk/aws-service-spec").then(async ({ loadAwsServiceSpec }) =>
    specsOf(await loadAwsServiceSpec()),
  );
  return loading;
}

function specsOf(database: SpecDatabase): Specs {
  const known = new Map<string, ResourceSpec | undefined>();
  return {
    resource(type) {
      if (!known.has(type)) known.set(type, openType(type) ?? closedType(type, database));
      return known.get(type);
    },
    members(type) {
      if (type.type !== "ref") return undefined;
      const { properties } = database.get("typeDefinition", type.reference);
      return new Map(Object.entries(properties).map(([name, property]) => [name, propertyOf(property)]));
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

function closedType(type: string, database: SpecDatabase): ResourceSpec | undefined {
  const [resource] = database.lookup("resource", "cloudFormationType", "equals", type);
  if (!resource) return undefined;
  const properties = new Map(
    Object.entries(resource.properties).map(([name, property]) => [name, propertyOf(property)]),
  );
  const attributes = new Map([
    ...(extraAttributes[type] ?? []).map((name) => [name, "string"] as const),
    ...Object.entries(resource.attributes).map(([name, attribute]) => [name, attribute.type.type] as const),
  ]);
  return {
    type,
    stateful: resource.isStateful === true,
    open: false,
    property: (name) => properties.get(name),
    required: [...properties].flatMap(([name, { required }]) => (required ? [name] : [])),
    hasAttribute: (name) => attributes.has(name) || openAttributes(type, name),
    attributes,
    identifier: resource.cfnRefIdentifier ?? resource.primaryIdentifier ?? [],
    primaryIdentifier: resource.primaryIdentifier ?? [],
    arnTemplate: resource.arnTemplate,
    tagProperty: resource.tagInformation?.tagPropertyName,
    replacingPaths: resource.additionalReplacementProperties ?? [],
  };
}

/** Attributes that CloudFormation has and the specification leaves out. */
const extraAttributes: Readonly<Record<string, readonly string[]>> = {
  "AWS::EC2::SecurityGroup": ["GroupId", "VpcId"],
};

const openAttributes = (type: string, name: string) =>
  type === "AWS::CloudFormation::Stack" && name.startsWith("Outputs.");

const propertyOf = (property: Resource["properties"][string]): PropertySpec => ({
  types: [property.type, ...(property.previousTypes ?? [])],
  required: property.required === true,
  replacement: property.causesReplacement ?? "no",
});
