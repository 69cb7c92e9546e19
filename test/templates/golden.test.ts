import { describe, expect, test } from "vitest";
import { replaced } from "./checked.ts";
import { bootstrap, configOf, fullConfig, parseTemplate, sha256, synth } from "./synthesized.ts";

/** As much as a line of a difference bears. What is longer is taken apart, and text that cannot be, such as a program, stands for itself. */
const longest = { line: 100, text: 400 };

/** A value as lines `where.name = value`: each says alone what changed, and where. */
function lines(path: string, value: unknown): readonly string[] {
  const text = JSON.stringify(value);
  if (text === undefined) return [];
  if (text.length > longest.line && typeof value === "object" && value !== null)
    return Object.entries(value).flatMap(([name, inner]) => lines(`${path}.${name}`, inner));
  const short = text.length > longest.text ? `${text.length} characters #${sha256(text).slice(0, 6)}` : text;
  return [`${path} = ${short}`];
}

/** A stack line by line, without its description, whose digest follows every change. */
function page({ name, body }: { readonly name: string; readonly body: string }): readonly string[] {
  const stack = name.replace(/^gworld-/, "");
  const { Resources, Parameters, Outputs, Conditions } = parseTemplate(body);
  return [
    ...Object.entries(Resources).flatMap(([id, { Type, Properties, ...attributes }]) => [
      `${stack}/${id} ${Type}`,
      ...Object.entries({ ...Properties, ...attributes }).flatMap(([key, value]) =>
        lines(`${stack}/${id}.${key}`, value),
      ),
    ]),
    ...Object.entries({ Parameters, Conditions, Outputs }).flatMap(([part, found]) =>
      Object.entries(found).flatMap(([id, value]) => lines(`${stack}/${part}.${id}`, value)),
    ),
  ];
}

/** The lines that one environment has and the other has not, both under the name of the first, side by side. */
function difference(first: readonly string[], second: readonly string[]): readonly string[] {
  const [known, found] = [new Set(first), new Set(second)];
  const [gone, added] = [first.filter((line) => !found.has(line)), second.filter((line) => !known.has(line))];
  const signed = [...gone.map((line) => `- ${line}`), ...added.map((line) => `+ ${line}`)];
  const place = (line: string) => line.slice(2).split(" ", 1)[0] ?? "";
  return signed.toSorted((a, b) => (place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : 0));
}

const dev = synth(configOf("dev")).flatMap(page);
const asDev = (name: "staging" | "prod", stacks: ReturnType<typeof synth>) =>
  difference(
    dev,
    stacks.flatMap(page).map((line) => line.replaceAll(new RegExp(`\\b${name}\\b`, "g"), "dev")),
  );

/**
 * What was last looked at and found right: dev as it is, staging and prod as they differ from it. An upgrade of the CDK,
 * or a change of a template, shows here property by property; `vitest -u` takes it over.
 */
test.each([
  { file: "bootstrap", text: () => page(bootstrap()) },
  { file: "dev", text: () => dev },
  { file: "staging-beside-dev", text: () => asDev("staging", synth(configOf("staging"))) },
  { file: "prod-with-every-option-beside-dev", text: () => asDev("prod", synth(fullConfig("prod"))) },
])("$file is as it was last seen", async ({ file, text }) => {
  await expect(`${text().join("\n")}\n`).toMatchFileSnapshot(`golden/${file}.txt`);
});

describe("a difference names stack, resource and property, with both values", () => {
  const [network] = synth(configOf("dev"));
  const before = network === undefined ? [] : page(network);

  test.each([
    {
      path: "Resources/Vpc/Properties/CidrBlock",
      value: "10.7.0.0/16",
      seen: ['- dev-network/Vpc.CidrBlock = "10.0.0.0/16"', '+ dev-network/Vpc.CidrBlock = "10.7.0.0/16"'],
    },
    {
      path: "Resources/RedisSecurityGroup/Properties/SecurityGroupEgress/0/ToPort",
      value: 87,
      seen: [86, 87].map(
        (port) => `${port === 86 ? "-" : "+"} dev-network/RedisSecurityGroup.SecurityGroupEgress.0.ToPort = ${port}`,
      ),
    },
    {
      path: "Outputs/VpcId/Description",
      value: "Another",
      seen: [
        '- dev-network/Outputs.VpcId = {"Description":"The VPC of the environment","Value":{"Ref":"Vpc"}}',
        '+ dev-network/Outputs.VpcId = {"Description":"Another","Value":{"Ref":"Vpc"}}',
      ],
    },
  ])("$path", ({ path, value, seen }) => {
    const name = network?.name ?? "";
    const body = JSON.stringify(replaced(JSON.parse(network?.body ?? ""), path.split("/"), value));
    expect(difference(before, page({ name, body }))).toEqual(seen);
  });
});
