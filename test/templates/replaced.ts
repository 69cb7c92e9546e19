import { isObject } from "../../src/local/json.ts";
import { differencesOf } from "../../src/local/cloudformation/spec/difference.ts";
import type { Specs } from "../../src/local/cloudformation/spec/spec.ts";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { isRecord } from "../../src/model/json.ts";
import {
  type CheckedStack,
  type Placed,
  resourcesOf,
  target,
  type TemplateSet,
} from "../../src/model/rules/template-set.ts";
import { lostWith } from "../../src/model/stateful-types.ts";
import { checkedSet } from "./checked.ts";

const idOf = ({ stack, id }: { readonly stack: CheckedStack; readonly id: string }) => `${stack.part}/${id}`;

const placedBy = (set: TemplateSet) => new Map(set.stacks.flatMap(resourcesOf).map((one) => [idOf(one), one]));

/** What an update from one configuration to another makes anew, with all that is made anew for it, and what data it loses. */
export function consequences(before: EnvironmentConfig, after: EnvironmentConfig, specs: Specs) {
  const [old, now] = [placedBy(checkedSet(before)), checkedSet(after)];
  const current = placedBy(now);
  const replaced = new Set([...current].filter(([id, one]) => isReplaced(old.get(id), one, specs)).map(([id]) => id));
  for (let size = -1; size !== replaced.size;) {
    size = replaced.size;
    for (const [id, one] of current) if (old.has(id) && follows(now, one, replaced, specs)) replaced.add(id);
  }
  const lost = [...old].filter(([id, { type }]) => !current.has(id) && lostWith(type) !== undefined).map(([id]) => id);
  return { replaced: [...replaced].sort(), lost: lost.sort() };
}

function isReplaced(before: Placed | undefined, { type, properties }: Placed, specs: Specs): boolean {
  const spec = specs.resource(type);
  if (before === undefined || spec === undefined) return false;
  if (before.type !== type) return true;
  if (!isObject(before.properties) || !isObject(properties)) return false;
  return differencesOf(spec, before.properties, properties, specs).some(({ replacement }) => replacement === "yes");
}

/** Whether a property that can only be set once names something that is made anew. */
function follows(
  set: TemplateSet,
  { type, stack, properties }: Placed,
  replaced: ReadonlySet<string>,
  specs: Specs,
): boolean {
  const spec = specs.resource(type);
  return Object.entries(properties).some(
    ([name, value]) =>
      spec?.property(name)?.replacement === "yes" &&
      nodes(value).some((node) => {
        const found = target(set, stack, node);
        return found !== undefined && replaced.has(idOf(found));
      }),
  );
}

/** A value and all that is in it. */
function nodes(value: unknown): readonly unknown[] {
  const inner = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [];
  return [value, ...inner.flatMap(nodes)];
}
