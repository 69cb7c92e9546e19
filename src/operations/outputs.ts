import { GworldError } from "../model/error.ts";
import { stackName, stackParts, stackRegion } from "../model/graph.ts";
import { mergeOutputs } from "../model/merge-outputs.ts";
import { suggestion } from "../model/nearest.ts";
import type { Connection } from "../ports/connection.ts";

/** The outputs of all stacks of an environment, or the one that is asked for. */
export async function environmentOutputs(
  { config, stacks }: Pick<Connection, "config" | "stacks">,
  key?: string,
): Promise<Readonly<Record<string, string>>> {
  const found = await Promise.all(
    stackParts.map(async (part) => {
      const stack = await stacks(stackRegion(part, config.region)).describe(stackName(config.name, part));
      return stack === undefined ? [] : [[part, stack.outputs] as const];
    }),
  );
  if (found.flat().length === 0)
    throw new GworldError("notFound", `The environment ${config.name} is not deployed.`, {
      hint: `Deploy it with: gworld deploy --env ${config.name}`,
    });
  const outputs = mergeOutputs(Object.fromEntries(found.flat()));
  if (key === undefined) return outputs;
  const value = outputs[key];
  if (value === undefined)
    throw new GworldError("notFound", `${config.name} has no output ${key}.`, {
      hint: suggestion(key, Object.keys(outputs)),
    });
  return { [key]: value };
}
