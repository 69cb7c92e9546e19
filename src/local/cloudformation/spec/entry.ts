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

export type Properties = Readonly<Record<string, PropertySpec>>;

/** What stacks need of one resource type, as plain data: the specification itself is forty times as large. */
export interface TypeEntry {
  /** Whether AWS counts the type among those that hold data. */
  readonly stateful: boolean;
  readonly properties: Properties;
  /** Attributes of Fn::GetAtt with the kind of value each has: string, array, integer ... */
  readonly attributes: Readonly<Record<string, string>>;
  /** What Ref gives, as property or attribute names. */
  readonly identifier: readonly string[];
  /** The properties and attributes that together tell one resource from another, such as RestApiId and StageName. */
  readonly primaryIdentifier: readonly string[];
  readonly arnTemplate?: string;
  /** Where stack tags end up; left out for what cannot be tagged. */
  readonly tagProperty?: string;
  /** Paths that replace the resource though no property says so. */
  readonly replacingPaths: readonly (readonly string[])[];
  /** The compound types that its properties are made of, by reference. */
  readonly definitions: Readonly<Record<string, Properties>>;
}

/** All types that CloudFormation knows, by name. */
export const entriesOf = (database: SpecDatabase): ReadonlyMap<string, () => TypeEntry> =>
  new Map(database.all("resource").map((found) => [found.cloudFormationType, () => entryOf(found, database)] as const));

function entryOf(found: Resource, database: SpecDatabase): TypeEntry {
  const { arnTemplate, primaryIdentifier = [], tagInformation } = found;
  const properties = propertiesOf(found.properties);
  return {
    stateful: found.isStateful === true,
    properties,
    attributes: Object.fromEntries(
      Object.entries(found.attributes).map(([name, attribute]) => [name, attribute.type.type] as const),
    ),
    identifier: found.cfnRefIdentifier ?? primaryIdentifier,
    primaryIdentifier,
    ...(arnTemplate !== undefined && { arnTemplate }),
    ...(tagInformation && { tagProperty: tagInformation.tagPropertyName }),
    replacingPaths: found.additionalReplacementProperties ?? [],
    definitions: definitionsOf(properties, database),
  };
}

const propertiesOf = (given: Resource["properties"]): Properties =>
  Object.fromEntries(
    Object.entries(given).map(([name, property]) => [
      name,
      {
        types: [property.type, ...(property.previousTypes ?? [])],
        required: property.required === true,
        replacement: property.causesReplacement ?? "no",
      },
    ]),
  );

function definitionsOf(properties: Properties, database: SpecDatabase): Readonly<Record<string, Properties>> {
  const found: Record<string, Properties> = {};
  const left = referencesOf(properties);
  for (let reference = left.pop(); reference; reference = left.pop()) {
    if (Object.hasOwn(found, reference.$ref)) continue;
    const inner = propertiesOf(database.get("typeDefinition", reference).properties);
    found[reference.$ref] = inner;
    left.push(...referencesOf(inner));
  }
  return found;
}

type Reference = Extract<PropertyType, { readonly type: "ref" }>["reference"];

const referencesOf = (properties: Properties): Reference[] =>
  Object.values(properties).flatMap(({ types }) => types.flatMap((type) => referencesIn(type)));

function referencesIn(type: PropertyType): readonly Reference[] {
  if (type.type === "ref") return [type.reference];
  if (type.type === "array" || type.type === "map") return referencesIn(type.element);
  return type.type === "union" ? type.types.flatMap((one) => referencesIn(one)) : [];
}
