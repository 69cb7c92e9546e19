import { referencesOf } from "./references.ts";
import type { ResourceDefinition } from "./template.ts";

/** Logical IDs that a resource needs first: Ref, GetAtt, Sub and DependsOn, limited to the resources given. */
export function dependenciesOf(
  resource: ResourceDefinition,
  resources: ReadonlyMap<string, unknown>,
): readonly string[] {
  const read = referencesOf(resource.properties).flatMap((reference) =>
    reference.kind === "ref" || reference.kind === "attribute" ? [reference.name] : [],
  );
  return [...new Set([...resource.dependsOn, ...read])].filter((name) => resources.has(name));
}

/**
 * Names so that each follows all it depends on; independent ones keep the order given.
 * `circular` holds what is left when only cycles remain.
 */
export function topological(graph: ReadonlyMap<string, readonly string[]>): {
  readonly order: readonly string[];
  readonly circular: readonly string[];
} {
  const order: string[] = [];
  const placed = new Set<string>();
  let left = [...graph.keys()];
  for (;;) {
    const ready = left.filter((name) => (graph.get(name) ?? []).every((needed) => placed.has(needed)));
    if (ready.length === 0) return { order, circular: left };
    for (const name of ready) placed.add(name);
    order.push(...ready);
    left = left.filter((name) => !placed.has(name));
  }
}
