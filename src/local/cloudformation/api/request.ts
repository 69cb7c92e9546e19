import { bool, list, text, texts, type JsonObject } from "../../json.ts";
import type { Call } from "../../service.ts";
import type { StackRecord } from "../model/stack.ts";
import { checkPolicy } from "../policy.ts";
import { invalid, noStack } from "../refusal.ts";
import type { Api } from "./service.ts";

const constraint = (value: string, member: string, rule: string) =>
  invalid(
    `1 validation error detected: Value '${value.length > 100 ? `${value.slice(0, 100)}...` : value}' at '${member}' failed to satisfy constraint: ${rule}`,
  );

/** The StackName of a request that may make a stack. */
export function newStackName(input: JsonObject): string {
  const name = requiredName(input);
  if (!/^[a-zA-Z][-a-zA-Z0-9]*$/.test(name))
    throw constraint(
      name,
      "stackName",
      "Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*",
    );
  if (name.length > 128) throw constraint(name, "stackName", "Member must have length less than or equal to 128");
  return name;
}

/** The StackName of a request, a name or an ID. */
export function requiredName(input: JsonObject): string {
  const name = text(input, "StackName") ?? "";
  if (name !== "") return name;
  throw invalid(
    "1 validation error detected: Value null at 'stackName' failed to satisfy constraint: Member must not be null",
  );
}

/** The stack of a request, which must exist; a deleted one is found by its ID. */
export function requiredStack({ machine }: Api, input: JsonObject, { region }: Call): StackRecord {
  const name = requiredName(input);
  const stack = machine.records.findStack(name, region);
  if (!stack) throw noStack(name);
  return stack;
}

const inlineLimit = 51_200;
const urlLimit = 1_000_000;

/** The template text of a request: inline, from a URL, or that of before. */
export async function templateText(api: Api, input: JsonObject, previous?: string): Promise<string> {
  const body = text(input, "TemplateBody");
  const url = text(input, "TemplateURL");
  if (bool(input, "UsePreviousTemplate") === true) {
    if (previous === undefined) throw invalid("Previous template cannot be used when creating a stack");
    return previous;
  }
  if (body !== undefined && body !== "") {
    if (Buffer.byteLength(body) > inlineLimit)
      throw constraint(body, "templateBody", `Member must have length less than or equal to ${inlineLimit}`);
    return body;
  }
  if (url === undefined || url === "") throw invalid("Either Template URL or Template Body must be specified.");
  if (!/^https?:\/\//.test(url)) throw invalid("TemplateURL must be a supported URL.");
  const read = await api.readTemplate(url);
  if (Buffer.byteLength(read) > urlLimit) throw invalid(`Template may not exceed ${urlLimit} bytes in size.`);
  return read;
}

/** Tags of a request; those of before when it says nothing of tags. */
export function stackTags(
  input: JsonObject,
  previous: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  if (input["Tags"] === undefined) return previous;
  const tags = list(input, "Tags").map((tag) => [text(tag, "Key") ?? "", text(tag, "Value") ?? ""] as const);
  if (tags.length > 50) {
    const value = `[${tags.map(([key, value]) => `Tag(key=${key}, value=${value})`).join(", ")}]`;
    throw constraint(value, "tags", "Member must have length less than or equal to 50");
  }
  const reserved = tags.find(([key]) => key.toLowerCase().startsWith("aws:"));
  if (reserved) throw invalid(`Tag keys cannot start with aws: [${reserved[0]}]`);
  return Object.fromEntries(tags);
}

/** The stack policy of a request, or that of `StackPolicyDuringUpdate`; undefined when it gives none. */
export async function policyBody(
  api: Api,
  input: JsonObject,
  member: "StackPolicy" | "StackPolicyDuringUpdate" = "StackPolicy",
): Promise<string | undefined> {
  const body = text(input, `${member}Body`);
  const url = text(input, `${member}URL`);
  if (body !== undefined && url !== undefined) throw invalid(`You cannot specify both ${member}URL and ${member}Body`);
  const policy = url === undefined ? body : await api.readTemplate(url);
  if (policy !== undefined) checkPolicy(policy);
  return policy;
}

/** What makes a repeated request the same request. */
export const tokenOf = (input: JsonObject) => text(input, "ClientRequestToken");

/** What the caller acknowledges that the template may make. */
export const capabilitiesIn = (input: JsonObject) => texts(input, "Capabilities");
