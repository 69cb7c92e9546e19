import { stackTags } from "../stack-tags.ts";
import { listOf, textAt } from "../json.ts";
import { at, type Breach, inStack, type Rule, where } from "./rule.ts";
import { type CheckedStack, members, ofType, resourcesOf, type TemplateSet } from "./template-set.ts";

const ownTags = Object.keys(stackTags("", "", "network"));

export const tagged: Rule = {
  id: "GW-L21",
  title: "every stack is tagged, its resources take the tags from it, and tasks take them from their service",
  check: (set) => [
    ...set.stacks.flatMap((stack) => {
      // Environments of a target share the bootstrap, which therefore names none.
      const wanted = stack.part === "bootstrap" ? ["gworld:stack", "gworld:managed-by"] : ownTags;
      const missing = wanted.filter((key) => !stack.tags[key]);
      return missing.length > 0 ? [inStack(stack, `is not tagged with ${missing.join(", ")}`)] : [];
    }),
    ...set.stacks
      .flatMap(resourcesOf)
      .filter(({ properties }) => listOf(properties["Tags"]).some((tag) => textAt(tag, "Key")?.startsWith("gworld:")))
      .map((resource) => at(resource, "overrides a tag of its stack")),
    ...ofType(set, "AWS::ECS::Service")
      .filter(({ properties }) => properties["PropagateTags"] !== "SERVICE")
      .map((service) => at(service, "its tasks take no tags: their costs belong to nobody")),
  ],
};

export const stackGraph: Rule = {
  id: "GW-L27",
  title: "stacks depend on each other one way, by parameters, and no stack waits for the edge",
  check: (set) => [
    ...set.stacks
      .filter(({ parameters }) => Object.values(parameters).some(({ part }) => part === "edge"))
      .map((stack) => inStack(stack, "waits for the edge, the slowest and in another Region")),
    ...set.stacks
      .filter((stack) => reaches(set, stack.part, stack.part))
      .map((stack) => inStack(stack, "depends on itself by way of others")),
    ...set.stacks.flatMap(crossing),
  ],
};

function reaches({ stacks }: TemplateSet, from: string, to: string): boolean {
  const seen = new Set<string>();
  const next = [from];
  for (let part = next.pop(); part !== undefined; part = next.pop()) {
    const upstream = Object.values(stacks.find((stack) => stack.part === part)?.parameters ?? {}).map(
      (one) => one.part,
    );
    if (upstream.some((one) => one === to)) return true;
    next.push(...upstream.filter((one) => !seen.has(one)));
    for (const one of upstream) seen.add(one);
  }
  return false;
}

/** An export in use cannot change: two stacks are locked together. */
const crossing = (stack: CheckedStack): readonly Breach[] =>
  where(
    resourcesOf(stack),
    ({ properties }) => members(properties).some(([key]) => key === "Fn::ImportValue"),
    "imports a value, which locks two stacks together",
  );
