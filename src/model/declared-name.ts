import { isRecord, listOf } from "./json.ts";
import { partitionOf } from "./partition.ts";

export interface Place {
  readonly account: string;
  readonly region: string;
  /** Values of the template's parameters, as far as they are known. */
  readonly parameters?: ReadonlyMap<string, string>;
}

/** The text a property declares, as far as it follows from the place and the parameters; undefined where it does not. */
export function declaredName(value: unknown, place: Place): string | undefined {
  if (typeof value === "string") return value;
  if (!isRecord(value) || Object.keys(value).length !== 1) return undefined;
  const { Ref: reference, "Fn::Sub": template, "Fn::Join": join } = value;
  if (typeof reference === "string") return pseudo(reference, place);
  if (typeof template === "string") return substituted(template, place);
  const [separator, parts] = listOf(join);
  if (typeof separator !== "string" || !Array.isArray(parts)) return undefined;
  const texts = parts.map((part) => declaredName(part, place));
  return texts.includes(undefined) ? undefined : texts.join(separator);
}

function substituted(template: string, place: Place): string | undefined {
  let known = true;
  const text = template.replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => {
    const value = pseudo(name, place);
    known &&= value !== undefined;
    return value ?? "";
  });
  return known ? text : undefined;
}

function pseudo(name: string, { account, region, parameters }: Place): string | undefined {
  if (name === "AWS::AccountId") return account;
  if (name === "AWS::Partition") return partitionOf(region);
  return name === "AWS::Region" ? region : parameters?.get(name);
}

/** The properties that follow from the template alone: no resource or parameter beside it is named in them. */
export const standingAlone = (properties: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(properties).filter(([, value]) => !/"(?:Ref|Fn::[A-Za-z]+)":/.test(JSON.stringify(value))),
  );
