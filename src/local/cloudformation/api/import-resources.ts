import { list, object, text, type JsonObject } from "../../json.ts";
import type { Goal } from "../engine/goal.ts";
import type { Machine } from "../engine/machine.ts";
import type { StackRecord } from "../model/stack.ts";
import { invalid } from "../refusal.ts";
import { same } from "../spec/difference.ts";

/** Physical IDs by logical ID, as `ResourcesToImport` of a request names them; refuses what AWS does not import. */
export function resourcesToImport(
  machine: Machine,
  input: JsonObject,
  stack: StackRecord,
  goal: Goal,
): Readonly<Record<string, string>> {
  const wanted = list(input, "ResourcesToImport");
  if (wanted.length === 0) throw invalid("ResourcesToImport must be specified for a change set of type IMPORT");
  const imports = Object.fromEntries(
    wanted.map((entry) => {
      const type = text(entry, "ResourceType") ?? "";
      return [text(entry, "LogicalResourceId") ?? "", physicalId(machine, type, object(entry, "ResourceIdentifier"))];
    }),
  );
  checkImported(goal, imports);
  checkNew(machine, stack, imports);
  checkOthersKept(machine, stack, goal, imports);
  return imports;
}

function physicalId({ specs }: Machine, type: string, given: JsonObject): string {
  const names = specs.resource(type)?.primaryIdentifier ?? [];
  const values = names.map((name) => text(given, name));
  if (names.length === 0 || values.includes(undefined))
    throw invalid(`Invalid identifier for resource type ${type}: [${names.join(", ")}] must be given`);
  return values.join("|");
}

function checkImported(goal: Goal, imports: Readonly<Record<string, string>>) {
  const names = Object.keys(imports);
  const missing = names.filter((name) => !goal.resources.has(name));
  if (missing.length > 0) throw invalid(`Resources [${missing.join(", ")}] are missing from template`);
  const unkept = names.filter((name) => goal.resources.get(name)?.deletionPolicy === undefined);
  if (unkept.length > 0)
    throw invalid(
      `The following resources to import [${unkept.join(", ")}] must have DeletionPolicy attribute specified in the template.`,
    );
}

/** What this stack has is not imported again (recorded on AWS: cloudformation-coverage-roadmap #1607). */
function checkNew({ records }: Machine, { stackId }: StackRecord, imports: Readonly<Record<string, string>>) {
  const names = records
    .resources(stackId)
    .filter(({ logicalId, current }) => current && Object.hasOwn(imports, logicalId))
    .map(({ logicalId }) => logicalId);
  if (names.length > 0)
    throw invalid(
      `Resources [${names.join(", ")}] passed in ResourceToImport are already in a stack and cannot be imported.`,
    );
}

/** An import changes nothing else: neither resources nor outputs. */
function checkOthersKept(machine: Machine, stack: StackRecord, goal: Goal, imports: Readonly<Record<string, string>>) {
  const before = stack.shown && machine.template(stack.shown.template);
  const known = before?.resources ?? new Map();
  const changed = [...goal.resources.values()].filter(
    ({ logicalId, type, properties }) =>
      !Object.hasOwn(imports, logicalId) &&
      !same(
        JSON.stringify([known.get(logicalId)?.type, known.get(logicalId)?.properties]),
        JSON.stringify([type, properties]),
      ),
  );
  const gone = [...known.keys()].filter((name) => !goal.template.resources.has(name));
  const others = [...changed.map(({ logicalId }) => logicalId), ...gone];
  if (others.length > 0)
    throw invalid(
      `You have modified resources [${others.join(", ")}] in your template that are not being imported. Update, create or delete operations cannot be executed during import operations.`,
    );
  const outputs = JSON.stringify([...goal.template.outputs.values()]);
  if (outputs !== JSON.stringify([...(before?.outputs.values() ?? [])]))
    throw invalid("As part of the import operation, you cannot modify or add [Outputs]");
}
