import { canonical, isRecord, listOf, recordAt, textAt } from "./json.ts";

type Properties = Readonly<Record<string, unknown>>;

/**
 * The templates between what is deployed and what is wanted, where a table gains or loses more than one global secondary index:
 * DynamoDB makes or removes one at a time. Each differs from the one before by one index of each table; the wanted template,
 * which brings the last one, is not among them. A table whose keys change is replaced and takes all of its indexes at once.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
 */
export function indexSteps(deployed: string, wanted: string): readonly string[] {
  const [before, after] = [parsed(deployed), parsed(wanted)];
  const tables = Object.entries(recordAt(before, "Resources")).flatMap(([logicalId, resource]) => {
    const target = recordAt(recordAt(after, "Resources"), logicalId);
    const isTable = textAt(resource, "Type") === "AWS::DynamoDB::Table" && target["Type"] === "AWS::DynamoDB::Table";
    const steps = isTable ? tableSteps(recordAt(resource, "Properties"), recordAt(target, "Properties")) : [];
    return steps.length === 0 ? [] : [{ logicalId, steps }];
  });
  const count = Math.max(0, ...tables.map(({ steps }) => steps.length));
  const started: Properties = { ...before, Description: between };
  return Array.from({ length: count }, (_, index) =>
    JSON.stringify(
      tables.reduce(
        (template, { logicalId, steps }) =>
          withProperties(template, logicalId, steps[Math.min(index, steps.length - 1)]),
        started,
      ),
    ),
  );
}

/** Without a digest: what stands between two templates is neither. */
const between = "Between two templates: indexes come and go one at a time";

/** A table's properties after each change of an index but the last, those that go first: an account has room for few. */
function tableSteps(before: Properties, after: Properties): readonly Properties[] {
  if (canonical(before["KeySchema"]) !== canonical(after["KeySchema"])) return [];
  const [old, now] = [indexesOf(before), indexesOf(after)];
  const gone = [...old.keys()].filter((name) => !now.has(name));
  const made = [...now.keys()].filter((name) => !old.has(name));
  const kept = new Map(old);
  const definitions = new Map([...definitionsOf(after), ...definitionsOf(before)]);
  return [...gone, ...made].slice(0, -1).map((name) => {
    if (old.has(name)) kept.delete(name);
    else kept.set(name, now.get(name));
    const indexes = [...kept.values()];
    const used = new Set([before, ...listOf(before["LocalSecondaryIndexes"]), ...indexes].flatMap(keyNames));
    const { GlobalSecondaryIndexes: _, ...rest } = before;
    return {
      ...rest,
      // DynamoDB refuses a definition that no key uses.
      AttributeDefinitions: [...definitions].filter(([attribute]) => used.has(attribute)).map(([, one]) => one),
      ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes }),
    };
  });
}

const indexesOf = (table: Properties) =>
  new Map(listOf(table["GlobalSecondaryIndexes"]).map((index) => [textAt(index, "IndexName") ?? "", index]));

const definitionsOf = (table: Properties) =>
  listOf(table["AttributeDefinitions"]).map((one) => [textAt(one, "AttributeName") ?? "", one] as const);

const keyNames = (keyed: unknown) =>
  isRecord(keyed) ? listOf(keyed["KeySchema"]).map((key) => textAt(key, "AttributeName") ?? "") : [];

function withProperties(template: Properties, logicalId: string, properties: Properties | undefined): Properties {
  if (properties === undefined) return template;
  const resources = recordAt(template, "Resources");
  const resource = { ...recordAt(resources, logicalId), Properties: properties };
  return { ...template, Resources: { ...resources, [logicalId]: resource } };
}

function parsed(text: string): Properties {
  try {
    const document: unknown = JSON.parse(text);
    return isRecord(document) ? document : {};
  } catch {
    // Somebody else's YAML: nothing of ours is in it.
    return {};
  }
}
