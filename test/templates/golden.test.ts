import { expect, test } from "vitest";
import { at, bootstrap, configOf, fullConfig, parseTemplate, type Resource, sha256, synth } from "./synthesized.ts";

const digest = (value: unknown) => `#${sha256(JSON.stringify(value)).slice(0, 6)}`;

/** References and short values stand as they are, all others as a digest: a difference names the property that changed. */
function short(value: unknown): string {
  const reference = [at(value, "Ref") ?? at(value, "Fn::GetAtt") ?? []].flat().map(String);
  if (reference.length > 0) return `@${reference.join(".")}`;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return typeof value !== "object" && text.length <= 40 ? text : digest(value);
}

function line([id, { Type, Properties, DependsOn, DeletionPolicy, UpdateReplacePolicy }]: [string, Resource]): string {
  const attributes = { DeletionPolicy, UpdateReplacePolicy, DependsOn };
  const all = [...Object.entries(Properties), ...Object.entries(attributes)].filter(([, value]) => value !== undefined);
  return `  ${id} ${Type} ${all.map(([name, value]) => `${name}=${short(value)}`).join(" ")}`;
}

function page({ name, body }: { readonly name: string; readonly body: string }): string {
  const { Resources, Parameters, Outputs, Conditions } = parseTemplate(body);
  const rest = { Parameters, Conditions, Outputs };
  const others = Object.entries(rest).flatMap(([part, found]) =>
    Object.entries(found).map(([id, value]) => `  ${part}.${id} ${short(value)}`),
  );
  return [name, ...Object.entries(Resources).map(line), ...others].join("\n");
}

/**
 * What was last looked at and found right. An upgrade of the CDK, or a change of a template, shows here resource by
 * resource; `vitest -u` takes it over.
 */
test.each([
  { file: "bootstrap", stacks: () => [bootstrap()] },
  { file: "dev", stacks: () => synth(configOf("dev")) },
  { file: "staging", stacks: () => synth(configOf("staging")) },
  { file: "prod-with-every-option", stacks: () => synth(fullConfig("prod")) },
])("$file is as it was last seen", async ({ file, stacks }) => {
  await expect(`${stacks().map(page).join("\n\n")}\n`).toMatchFileSnapshot(`golden/${file}.txt`);
});
