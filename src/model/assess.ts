import { broadenings } from "./broadening.ts";
import { canonical, listOf, textAt } from "./json.ts";
import type { PlannedChange, ResourceChange, Risk } from "./plan.ts";
import { propertyValues } from "./property-values.ts";
import { lostWith } from "./stateful-types.ts";
import type { Template, TemplateResource } from "./template.ts";

/** Adds to each change what is at risk with it, data first, then security, and the values that CloudFormation left out. */
export function assess(changes: readonly ResourceChange[], before: Template, after: Template): PlannedChange[] {
  const broader = broadenings(before, after);
  return changes.map((change) => {
    const data = dataRisk(change, before.resources.get(change.logicalId), after.resources.get(change.logicalId));
    const wider = broader.get(change.logicalId) ?? [];
    const risk = data?.risk ?? (wider.length > 0 ? "security-broadening" : undefined);
    const values = change.values ?? changedValues(change, before, after);
    return { ...change, values, risk, because: [...(data === undefined ? [] : [data.because]), ...wider] };
  });
}

/** As the templates have it: references are not followed. */
function changedValues({ action, logicalId, type }: ResourceChange, before: Template, after: Template) {
  const [old, now] = [before.resources.get(logicalId), after.resources.get(logicalId)];
  return action !== "Modify" || old === undefined || now === undefined
    ? undefined
    : propertyValues(type, old.properties, now.properties);
}

interface DataRisk {
  readonly risk: Risk;
  readonly because: string;
}

function dataRisk(
  change: ResourceChange,
  before: TemplateResource | undefined,
  after: TemplateResource | undefined,
): DataRisk | undefined {
  const lost = lostWith(change.type);
  if (lost === undefined) return undefined;
  // DeletionPolicy does not apply to replacement, UpdateReplacePolicy does.
  if (change.action === "Remove") return goes("deleting", lost, before?.deletionPolicy);
  if (change.action !== "Modify" || change.replacement === "False") return undefined;
  if (change.replacement === "True") return goes("replacing", lost, after?.updateReplacePolicy);
  if (keepsTable(change, before, after)) return undefined;
  return { risk: "data-in-doubt", because: `if CloudFormation replaces it, ${lost} stay with the old one or go` };
}

/** CloudFormation calls every change of a table's attribute definitions conditional; only editing one replaces the table. */
function keepsTable(
  { type, properties }: ResourceChange,
  before: TemplateResource | undefined,
  after: TemplateResource | undefined,
): boolean {
  const changed = (name: string) => properties.some((path) => path.startsWith(`Properties.${name}`));
  if (type !== "AWS::DynamoDB::Table" || !changed("AttributeDefinitions")) return false;
  if (["TableName", "KeySchema", "ImportSourceSpecification"].some(changed)) return false;
  const now = attributeTypes(after);
  return [...attributeTypes(before)].every(([name, kind]) => !now.has(name) || now.get(name) === kind);
}

const attributeTypes = (table: TemplateResource | undefined) =>
  new Map(
    listOf(table?.properties["AttributeDefinitions"]).map((one) => [
      textAt(one, "AttributeName"),
      textAt(one, "AttributeType"),
    ]),
  );

function goes(how: string, lost: string, policy: string | undefined): DataRisk {
  if (policy === "Retain" || policy === "RetainExceptOnCreate")
    return { risk: "data-left-behind", because: `${how} it leaves ${lost} behind, outside the stack` };
  if (policy === "Snapshot")
    return { risk: "data-left-behind", because: `${how} it keeps ${lost} only in a final snapshot` };
  return { risk: "data-loss", because: `${how} it loses ${lost}` };
}

/** A new stack: everything in its template is added. */
export const additions = (template: Template): ResourceChange[] =>
  [...template.resources].map(([logicalId, { type }]) => ({
    action: "Add",
    logicalId,
    type,
    replacement: "False",
    properties: [],
  }));

/** What two templates differ in, where CloudFormation cannot be asked (yet). Whether a change replaces stays open. */
export function templateChanges(before: Template, after: Template): ResourceChange[] {
  const removed = [...before.resources].filter(([logicalId]) => !after.resources.has(logicalId));
  return [
    ...removed.map(([logicalId, { type }]) => change("Remove", logicalId, type)),
    ...[...after.resources].flatMap(([logicalId, resource]) => {
      const old = before.resources.get(logicalId);
      if (old === undefined) return [change("Add", logicalId, resource.type)];
      if (canonical(old.source) === canonical(resource.source)) return [];
      const properties = changedProperties(old, resource);
      const values = propertyValues(resource.type, old.properties, resource.properties);
      return [
        { ...change("Modify", logicalId, resource.type), replacement: "Conditional" as const, properties, values },
      ];
    }),
  ];
}

const change = (action: string, logicalId: string, type: string): ResourceChange => ({
  action,
  logicalId,
  type,
  replacement: "False",
  properties: [],
});

const changedProperties = (before: TemplateResource, after: TemplateResource) =>
  [...new Set([...Object.keys(before.properties), ...Object.keys(after.properties)])]
    .filter((name) => canonical(before.properties[name]) !== canonical(after.properties[name]))
    .map((name) => `Properties.${name}`);

const severity = { False: 0, Conditional: 1, True: 2 } as const;

/** The changes that go beyond what was approved: others, or the same with a heavier hand. */
export const beyond = (approved: readonly PlannedChange[], now: readonly PlannedChange[]): PlannedChange[] =>
  now.filter(
    (change) =>
      !approved.some(
        ({ logicalId, action, replacement, risk }) =>
          logicalId === change.logicalId &&
          action === change.action &&
          severity[replacement] >= severity[change.replacement] &&
          (change.risk === undefined || change.risk === risk),
      ),
  );
