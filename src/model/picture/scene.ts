import type { StackTemplate } from "../assembly.ts";
import type { StackPart } from "../graph.ts";
import { isRecord, recordAt } from "../json.ts";
import { readTemplate, type TemplateResource } from "../template.ts";

/** A resource and where it stands; `id` is unique in its environment. */
export interface Placed extends TemplateResource {
  readonly id: string;
  readonly part: StackPart;
  readonly logicalId: string;
}

/** All resources of an environment, and which of them a value in a template means. */
export interface Scene {
  readonly all: readonly Placed[];
  ofType(type: string): readonly Placed[];
  /** What a value refers to: through parameters to outputs of other stacks, through SSM, and by names known beforehand. */
  meant(part: StackPart, value: unknown): readonly Placed[];
}

const nameKeys = ["TableName", "BucketName", "QueueName", "FunctionName"];

/** Reads the templates of one environment. */
export function sceneOf(templates: readonly StackTemplate[]): Scene {
  const stacks = new Map(
    templates.map((template) => {
      const document: unknown = JSON.parse(template.body);
      const resources = [...readTemplate(template.body).resources].map(([logicalId, resource]): Placed => ({
        ...resource,
        logicalId,
        part: template.part,
        id: `${template.part}/${logicalId}`,
      }));
      const named = new Map(resources.map((one) => [one.logicalId, one]));
      return [template.part, { template, resources: named, outputs: recordAt(document, "Outputs") }];
    }),
  );
  const all = [...stacks.values()].flatMap(({ resources }) => [...resources.values()]);
  const names = all.flatMap((one) => nameOf(one).map((name) => [name, one] as const));

  const meant = (part: StackPart, value: unknown, seen: ReadonlySet<string> = new Set()): readonly Placed[] => {
    const { references, texts } = mentions(value);
    const byName = names.filter(([name]) => texts.some((text) => holds(text, name))).map(([, one]) => one);
    const byReference = references.flatMap((name) => {
      const stack = stacks.get(part);
      const own = stack?.resources.get(name);
      if (own !== undefined) return [own];
      const key = `${part}/${name}`;
      const wire = stack?.template.parameters[name];
      if (wire === undefined || seen.has(key)) return [];
      const output = recordAt(stacks.get(wire.part)?.outputs, wire.output);
      return meant(wire.part, output["Value"], new Set([...seen, key]));
    });
    return [...new Set([...byReference, ...byName])].flatMap((one) => {
      if (one.type !== "AWS::SSM::Parameter" || seen.has(one.id)) return [one];
      return meant(one.part, one.properties["Value"], new Set([...seen, one.id]));
    });
  };
  return { all, ofType: (type) => all.filter((one) => one.type === type), meant };
}

/** The name that others know a resource by. Of one with a pseudo parameter, all up to the first. */
function nameOf({ type, properties }: Placed): readonly string[] {
  const keys = type === "AWS::SSM::Parameter" ? ["Name"] : nameKeys;
  return keys.flatMap((key) => {
    const value = properties[key];
    const text = isRecord(value) ? value["Fn::Sub"] : value;
    return typeof text === "string" && text !== "" ? [text.replace(/\}.*$/, "}")] : [];
  });
}

/** True where a text names it whole: not as the beginning or the end of another name. */
function holds(text: string, name: string): boolean {
  const at = text.indexOf(name);
  if (at < 0) return false;
  const begins = name.startsWith("/") || !/[\w-]/.test(text.charAt(at - 1));
  return begins && (name.endsWith("}") || !/[\w-]/.test(text.charAt(at + name.length)));
}

interface Mentions {
  readonly references: readonly string[];
  readonly texts: readonly string[];
}

/** Logical IDs and parameters that a value names, and its texts. */
function mentions(value: unknown): Mentions {
  if (typeof value === "string") return { references: [], texts: [value] };
  if (Array.isArray(value)) return together(value.map(mentions));
  if (!isRecord(value)) return { references: [], texts: [] };
  return together(
    Object.entries(value).map(([key, inner]) => {
      if (key === "Ref" && typeof inner === "string") return { references: [inner], texts: [] };
      if (key === "Fn::GetAtt" && Array.isArray(inner))
        return { references: inner.slice(0, 1).filter((one) => typeof one === "string"), texts: [] };
      if (key !== "Fn::Sub") return mentions(inner);
      const text = Array.isArray(inner) ? inner[0] : inner;
      if (typeof text !== "string") return { references: [], texts: [] };
      return {
        references: [...text.matchAll(/\$\{(\w+)(?:\.[\w.]+)?\}/g)].map(([, name = ""]) => name),
        texts: [text],
      };
    }),
  );
}

const together = (parts: readonly Mentions[]): Mentions => ({
  references: parts.flatMap(({ references }) => references),
  texts: parts.flatMap(({ texts }) => texts),
});
