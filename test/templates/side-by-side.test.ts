import { expect, test } from "vitest";
import { loadSpecs } from "../../src/local/cloudformation/spec/spec.ts";
import { physicalName } from "../../src/model/rules/physical-name.ts";
import { type Placed, resourcesOf, textOf } from "../../src/model/rules/template-set.ts";
import { checkedSet, withValue } from "./checked.ts";
import { environments, fullConfig } from "./synthesized.ts";

const specs = await loadSpecs();
const sets = environments.map((name) => checkedSet(fullConfig(name)));
const [bootstrap] = sets.flatMap(({ stacks }) => stacks.filter(({ part }) => part === "bootstrap"));

/** All that a template decides of what tells a resource from others of its type in one account and Region. */
function names(resource: Placed): readonly string[] {
  const { type, stack, properties } = resource;
  const given = specs.resource(type)?.primaryIdentifier.map((name) => properties[name]) ?? [];
  const identity = given.length > 0 && !given.includes(undefined) ? given.map((value) => own(resource, value)) : [];
  const named = physicalName(resource);
  // Services are told apart within their cluster.
  const within = type === "AWS::ECS::Service" ? own(resource, properties["Cluster"]) : stack.region;
  return [
    ...(identity.length > 0 ? [`${type} ${identity.join(" ")}`] : []),
    ...(named ? [`${type} ${within} ${named.name}`] : []),
  ];
}

/** A reference to a resource of the stack, or to one upstream, is to another one in each environment. */
const own = ({ stack }: Placed, value: unknown) => textOf(value).replaceAll(/\$\{(?!AWS::)/g, `\${${stack.name}/`);

function collisions(among: typeof sets): readonly string[] {
  const stacks = among.flatMap((set) => set.stacks.filter(({ part }) => part !== "bootstrap"));
  const all = [...stacks, ...(bootstrap ? [bootstrap] : [])].flatMap((stack) =>
    resourcesOf(stack).flatMap((one) => [...new Set(names(one))]),
  );
  return all.filter((name, index) => all.indexOf(name) !== index);
}

test("all environments and the bootstrap fit into one account and Region: no two resources have one name", () => {
  expect(
    sets
      .flatMap(({ stacks }) => stacks)
      .flatMap(resourcesOf)
      .flatMap(names).length,
  ).toBeGreaterThan(500);
  expect(collisions(sets)).toEqual([]);
});

test.each([
  { part: "storage", path: "Resources/WorldsTable/Properties/TableName", name: "gworld-dev-Worlds" },
  {
    part: "security",
    path: "Resources/AgentRuntimeTaskRole/Properties/RoleName",
    name: "gworld-dev-agent-runtime-task",
  },
  { part: "storage", path: "Resources/ParameterTablesWorlds/Properties/Name", name: "/gworld/dev/tables/worlds" },
] as const)("a name that two have is seen: $name", ({ part, path, name }) => {
  const same = sets.map((set) => withValue(set, part, path.split("/"), name));
  expect(collisions(same).filter((one) => one.includes(name)).length).toBeGreaterThan(0);
});
