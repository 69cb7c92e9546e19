import { canonical, listOf, textAt } from "../json.ts";
import { readTemplate, type TemplateResource } from "../template.ts";
import { physicalName } from "./physical-name.ts";
import { at, inStack, type Rule } from "./rule.ts";
import { ofType, type Placed, resourcesOf, type TemplateSet } from "./template-set.ts";

const deployedResource = (set: TemplateSet, { stack, id, type }: Placed): TemplateResource | undefined => {
  const body = set.deployed?.get(stack.name);
  const found = body === undefined ? undefined : readTemplate(body).resources.get(id);
  return found?.type === type ? found : undefined;
};

const indexNames = ({ properties }: Pick<TemplateResource, "properties">) =>
  listOf(properties["GlobalSecondaryIndexes"]).map((index) => textAt(index, "IndexName") ?? "");

export const oneIndexAtATime: Rule = {
  id: "GW-L06",
  title: "an update adds or removes at most one index of a table: DynamoDB refuses more",
  check: (set) =>
    ofType(set, "AWS::DynamoDB::Table").flatMap((table) => {
      const before = deployedResource(set, table);
      if (before === undefined) return [];
      const [old, now] = [indexNames(before), indexNames(table)];
      const changed = [...old.filter((name) => !now.includes(name)), ...now.filter((name) => !old.includes(name))];
      return changed.length > 1 ? [at(table, `changes ${changed.join(", ")} at once: one a deployment`)] : [];
    }),
};

export const namedReplacement: Rule = {
  id: "GW-L07",
  title: "no resource with a name of its own is replaced: the new one would need the name while the old one has it",
  check(set) {
    const { replaces } = set;
    if (replaces === undefined) return [];
    return set.stacks.flatMap(resourcesOf).flatMap((resource) => {
      const before = deployedResource(set, resource);
      const name = physicalName(resource);
      if (before === undefined || name === undefined || physicalName(before)?.name !== name.name) return [];
      return changedProperties(before, resource)
        .filter((property) => replaces(resource.type, property))
        .map((property) =>
          at(resource, `${property} changes, which needs a new resource under the same ${name.property}`),
        );
    });
  },
};

const changedProperties = (before: TemplateResource, { properties }: TemplateResource) =>
  [...new Set([...Object.keys(before.properties), ...Object.keys(properties)])].filter(
    (name) => canonical(before.properties[name]) !== canonical(properties[name]),
  );

export const sameBytes: Rule = {
  id: "GW-L28",
  title: "the same configuration gives the same bytes",
  check: ({ stacks, again }) =>
    again === undefined
      ? []
      : stacks
          .filter(({ name, body }) => again.get(name) !== body)
          .map((stack) => inStack(stack, "a second synthesis made another template")),
};
