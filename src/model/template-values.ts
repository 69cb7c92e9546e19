import { isRecord } from "./json.ts";

/** A number, also where a template writes it as text. Undefined for what only CloudFormation can work out. */
export function numberAt(value: unknown, key: string): number | undefined {
  const found = isRecord(value) ? value[key] : undefined;
  if (typeof found === "number") return found;
  return typeof found === "string" && /^\d+(\.\d+)?$/.test(found) ? Number(found) : undefined;
}

/** The logical ID that a `Ref` or the resource that a `Fn::GetAtt` names. */
export function referenced(value: unknown): string | undefined {
  if (!isRecord(value)) return undefined;
  const { Ref: ref, "Fn::GetAtt": attribute } = value;
  if (typeof ref === "string") return ref;
  const [first] = Array.isArray(attribute) ? attribute : [];
  return typeof first === "string" ? first : undefined;
}
