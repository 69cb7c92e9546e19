import * as z from "zod";
import { GworldError } from "./error.ts";
import { canonical } from "./json.ts";
import { planReport, type DeployPlan, type PlanReport, type StackPlan } from "./plan.ts";

type Digest = (text: string) => string;

/** What a plan is bound to besides what it says itself. */
export interface PlanBinding {
  /** Where requests go instead of AWS; null for AWS itself. */
  readonly endpoint: string | null;
  /** The revision that was current; null before there was one. */
  readonly revision: number | null;
  /** SHA-256 of the configuration. */
  readonly config: string;
  /** The stacks it was limited to; none for all. */
  readonly only: readonly string[];
  readonly tool: string;
}

const text = z.string();
const shape = z.object({
  format: z.literal(1),
  tool: text,
  environment: text,
  account: text,
  region: text,
  endpoint: text.nullable(),
  revision: z.number().int().nullable(),
  config: text,
  only: z.array(text),
  /** By name: what was deployed, what its template was to be, and what would change. */
  stacks: z.array(z.object({ name: text, base: text, template: text, report: text })),
  hash: text,
});

/** A plan as it lies in a file: not what to do, but what was approved; it is worked out again, and must come out the same. */
export type SavedPlan = z.infer<typeof shape>;

export function savedPlan(plan: DeployPlan, binding: PlanBinding, digest: Digest): SavedPlan {
  const { environment, account, region } = plan;
  const { stacks } = planReport({ environment, stacks: plan.stacks });
  const saved = {
    format: 1 as const,
    tool: binding.tool,
    environment,
    account,
    region,
    endpoint: binding.endpoint,
    revision: binding.revision,
    config: binding.config,
    only: [...binding.only],
    stacks: plan.stacks.map((stack, index) => ({
      name: stack.name,
      base: digest(baseOf(stack)),
      template: digest(stack.template.body),
      report: digest(canonical(withoutValues(stacks[index]))),
    })),
  };
  return { ...saved, hash: digest(canonical(saved)) };
}

/** Values follow from templates and parameters, and CloudFormation leaves some of them out at times. */
const withoutValues = (stack: PlanReport["stacks"][number] | undefined) => ({
  ...stack,
  changes: stack?.changes.map(({ values: _values, ...change }) => change),
});

/** The deployed stack as CloudFormation tells it: another one of the same name, or one updated since, is not it. */
const baseOf = ({ stackId, status, updatedAt, parameters }: StackPlan) =>
  canonical({ stackId: stackId ?? "", status, updatedAt: updatedAt ?? 0, parameters });

/** Reads a saved plan. Throws `usage` for what is none, and `refused` for one that was changed by hand. */
export function parseSavedPlan(file: string, content: string, digest: Digest): SavedPlan {
  const read = shape.safeParse(parsed(content));
  if (!read.success)
    throw new GworldError("usage", `${file} is no plan that this gworld has saved.`, {
      hint: `Save one with: gworld diff --out ${file}`,
    });
  const { hash, ...saved } = read.data;
  if (digest(canonical(saved)) === hash) return read.data;
  throw new GworldError("refused", `${file} was changed after it was saved.`, {
    hint: `Plan again, and have that approved: gworld diff --env ${saved.environment} --out ${file}`,
  });
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

/** Where a saved plan does not belong to what would be deployed now: another place, other sources. */
export function foreignReasons(saved: SavedPlan, now: SavedPlan): readonly string[] {
  const words = { environment: "environment", account: "account", region: "Region", endpoint: "endpoint" } as const;
  const places = Object.entries(words).flatMap(([key, word]) => {
    const [was, is] = [facts(saved)[key] ?? "AWS", facts(now)[key] ?? "AWS"];
    return was === is ? [] : [`it was made for ${word} ${was}; this is ${is}`];
  });
  if (places.length > 0) return places;
  const differ = namesWhere(saved, now, (was, is) => was?.template !== is?.template);
  const tool = saved.tool === now.tool ? "" : `, and was made by gworld ${saved.tool}; this is ${now.tool}`;
  if (differ.length > 0) return [`the configuration makes other templates now, of ${differ.join(", ")}${tool}`];
  return saved.config === now.config ? [] : [`the configuration has changed since${tool}`];
}

const facts = ({ environment, account, region, endpoint }: SavedPlan): Readonly<Record<string, string | null>> => ({
  environment,
  account,
  region,
  endpoint,
});

/** Where an environment has moved on since its plan was saved: which stack, and what it would do now. */
export function staleReasons(saved: SavedPlan, now: SavedPlan): readonly string[] {
  const revision = (number: number | null) => (number === null ? "no revision" : `revision ${number}`);
  const moved = namesWhere(saved, now, (was, is) => was?.base !== is?.base);
  const other = namesWhere(saved, now, (was, is) => was?.report !== is?.report).filter((name) => !moved.includes(name));
  return [
    ...(saved.revision === now.revision
      ? []
      : [`it builds on ${revision(saved.revision)}, and ${revision(now.revision)} is current`]),
    ...moved.map((name) => `${name} was changed since`),
    ...other.map((name) => `${name} would be changed in another way now`),
  ];
}

type SavedStack = SavedPlan["stacks"][number];

function namesWhere(
  saved: SavedPlan,
  now: SavedPlan,
  differ: (was: SavedStack | undefined, is: SavedStack | undefined) => boolean,
): readonly string[] {
  const names = [...new Set([...saved.stacks, ...now.stacks].map(({ name }) => name))];
  const of = ({ stacks }: SavedPlan, name: string) => stacks.find((stack) => stack.name === name);
  return names.filter((name) => differ(of(saved, name), of(now, name)));
}
