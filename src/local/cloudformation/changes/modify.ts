import { object, type JsonObject } from "../../json.ts";
import type { Goal } from "../engine/goal.ts";
import type { Existing, ResourceRecord } from "../model/resource.ts";
import { differencesOf, same, type PropertyDifference } from "../spec/difference.ts";
import type { Replacement } from "../spec/entry.ts";
import type { Specs } from "../spec/spec.ts";
import { causesOf, dynamicCauses, type Cause } from "./causes.ts";
import { context, policyName, resourceChange, shownValue, type ResourceChange } from "./change.ts";

/** One resource before and after, with what is known of the resources it depends on. */
export interface Comparison {
  readonly logicalId: string;
  readonly current: Existing;
  readonly target: Existing;
  readonly goal: Goal;
  readonly before: Goal | undefined;
  /** Which resources earlier in the order are replaced. */
  readonly replaced: ReadonlyMap<string, "True" | "Conditional">;
  readonly specs: Specs;
  readonly record: ResourceRecord | undefined;
}

/** A detail before it is shown: a place, why it changes, and what that does to the resource. */
interface Detail {
  readonly attribute: string;
  readonly name: string | undefined;
  readonly cause: Cause;
  readonly requires: Replacement;
  readonly difference?: PropertyDifference;
}

const recreation = { yes: "Always", maybe: "Conditionally", no: "Never" } as const;

/** What of an existing resource changes; undefined when nothing does. */
export function modification(comparison: Comparison): ResourceChange | undefined {
  const details = detailsOf(comparison);
  const failed = comparison.record?.status === "UPDATE_FAILED";
  if (details.length === 0 && !failed) return undefined;
  const { logicalId, current, target } = comparison;
  const replacement = replacementOf(details);
  const plain: JsonObject = {
    Action: "Modify",
    Details: unique(details.map((detail) => shown(detail))),
    LogicalResourceId: logicalId,
    PhysicalResourceId: current.physicalId,
    ...(replacement === "False" ? {} : { PolicyAction: `ReplaceAnd${policyName(target.updateReplacePolicy)}` }),
    Replacement: replacement,
    ResourceType: target.type,
    Scope: [...new Set(details.map(({ attribute }) => attribute))],
  };
  return {
    logicalId,
    replacement,
    plain: resourceChange(plain),
    valued: resourceChange({
      ...plain,
      BeforeContext: context(current.properties),
      AfterContext: context(target.properties),
      Details: details.flatMap((detail) => valued(detail)),
    }),
  };
}

function detailsOf(comparison: Comparison): readonly Detail[] {
  const { current, target, specs } = comparison;
  const spec = specs.resource(target.type);
  if (!spec) return [];
  const differences = differencesOf(spec, current.properties, target.properties, specs);
  const properties = differences.flatMap((difference) => {
    const name = difference.path[0] ?? "";
    const attribute = name === spec.tagProperty ? "Tags" : "Properties";
    return causesOf(comparison, name).map((cause): Detail => ({
      attribute,
      name,
      cause,
      requires: difference.replacement,
      difference,
    }));
  });
  const named = new Set(properties.map(({ name }) => name));
  const dynamic = dynamicCauses(comparison).flatMap(({ name, cause }): readonly Detail[] =>
    named.has(name)
      ? []
      : [{ attribute: "Properties", name, cause, requires: spec.property(name)?.replacement ?? "no" }],
  );
  return [...properties, ...dynamic, ...otherDetails(comparison, spec.tagProperty !== undefined)];
}

const direct: Cause = { source: "DirectModification", evaluation: "Static" };

/** Stack tags and metadata: changes that no property shows. */
function otherDetails({ current, target }: Comparison, taggable: boolean): readonly Detail[] {
  const details: Detail[] = [];
  const add = (attribute: string) => details.push({ attribute, name: undefined, cause: direct, requires: "no" });
  if (taggable && !same(current.tags, target.tags)) add("Tags");
  if (!same(current.metadata, target.metadata)) add("Metadata");
  return details;
}

/** The most impactful detail wins: Always for certain is True, Always perhaps is Conditional. */
function replacementOf(details: readonly Detail[]): "True" | "False" | "Conditional" {
  if (details.some(({ requires, cause }) => requires === "yes" && cause.evaluation === "Static")) return "True";
  return details.some(({ requires }) => requires !== "no") ? "Conditional" : "False";
}

const shown = ({ attribute, name, cause, requires }: Detail): JsonObject => ({
  ...(cause.entity === undefined ? {} : { CausingEntity: cause.entity }),
  ChangeSource: cause.source,
  Evaluation: cause.evaluation,
  Target: {
    Attribute: attribute,
    ...(name === undefined || attribute !== "Properties" ? {} : { Name: name }),
    RequiresRecreation: recreation[requires],
  },
});

function valued(detail: Detail): readonly JsonObject[] {
  const { difference, cause } = detail;
  if (!difference) return [shown(detail)];
  const { before, after, path } = difference;
  const values = {
    Path: `/Properties/${path.join("/")}`,
    AttributeChangeType: before === undefined ? "Add" : after === undefined ? "Remove" : "Modify",
    ...(before === undefined ? {} : { BeforeValue: shownValue(before) }),
    ...(after === undefined ? {} : { AfterValue: shownValue(after) }),
  };
  const withValues = (of: Detail): JsonObject => ({
    ...shown(of),
    Target: { ...object(shown(of), "Target"), ...values },
  });
  // What a parameter or another resource causes is told a second time as the modification it comes to.
  return cause.entity === undefined
    ? [withValues(detail)]
    : [withValues(detail), withValues({ ...detail, cause: { source: "DirectModification", evaluation: "Dynamic" } })];
}

function unique(details: readonly JsonObject[]): readonly JsonObject[] {
  const seen = new Map(details.map((detail) => [JSON.stringify(detail), detail] as const));
  return [...seen.values()];
}
