import { isRecord, listOf } from "../json.ts";
import { readTemplate } from "../template.ts";
import { referenced } from "../template-values.ts";
import { makespan, type Makespan } from "./makespan.ts";
import { priorSeconds } from "./prior.ts";

/** How long the resources of a template usually take to create: CloudFormation starts each when those it refers to are there. */
export function templatePath(body: string): Makespan {
  const { resources } = readTemplate(body);
  return makespan(
    [...resources].map(([name, { type, source }]) => ({
      name,
      needs: [...new Set([...listOf(source["DependsOn"]).map(String), ...referencesIn(source)])],
      seconds: priorSeconds(type, "create"),
    })),
  );
}

/** Every name that a value refers to by Ref, Fn::GetAtt or Fn::Sub, however deep. */
function referencesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isRecord(value)) return [];
  const name = referenced(value);
  if (name !== undefined) return [name];
  const [substituted] = listOf(value["Fn::Sub"]);
  const named = typeof substituted === "string" ? [...substituted.matchAll(/\$\{([A-Za-z0-9]+)/g)] : [];
  return [...named.map(([, inner = ""]) => inner), ...Object.values(value).flatMap(referencesIn)];
}
