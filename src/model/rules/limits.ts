import { byteLength } from "../template.ts";
import { physicalName } from "./physical-name.ts";
import { at, type Breach, inStack, type Rule } from "./rule.ts";
import { type CheckedStack, resourcesOf, type TemplateSet } from "./template-set.ts";

/** What a template may hold: CloudFormation's limits less a margin, so that the next change still deploys. */
const most = {
  resources: 450,
  outputs: 180,
  parameters: 180,
  bytes: 900_000,
  references: 50,
  description: 1024,
  value: 4096,
};

export const stackLimits: Rule = {
  id: "GW-L22",
  title: "templates stay below CloudFormation's limits, with room to grow",
  check: ({ stacks }) =>
    stacks.flatMap((stack) => {
      const { template, body } = stack;
      const description = /"Description":"([^"]*)"/.exec(body)?.[1] ?? "";
      const counts: Readonly<Record<keyof typeof most, number>> = {
        resources: template.resources.size,
        outputs: template.outputs.size,
        parameters: template.parameters.size,
        bytes: byteLength(body),
        references: body.split("{{resolve:").length - 1,
        description: byteLength(description),
        value: Math.max(0, ...[...template.parameters.values()].map((value) => byteLength(value ?? ""))),
      };
      return Object.entries(most).flatMap(([what, limit]) => {
        const count = Object.entries(counts).find(([name]) => name === what)?.[1] ?? 0;
        return count > limit ? [inStack(stack, `${count} ${what}, of ${limit} at most`)] : [];
      });
    }),
};

/** The longest name of an environment, and how long an account and the longest Region's name are. */
const longest = { environment: "e".repeat(15), account: "1".repeat(12), region: "us-gov-north-10" };

const stackName = /^[A-Za-z][-A-Za-z0-9]{0,127}$/;

export const nameLengths: Rule = {
  id: "GW-L23",
  title: "names fit, also with the longest name an environment can have and in any account and Region",
  check: (set) => [
    ...set.stacks
      .filter(({ name }) => !stackName.test(atLongest(set, name)))
      .map((stack) => inStack(stack, "is no name of a stack")),
    ...set.stacks.flatMap((stack) => tooLong(set, stack)),
  ],
};

const tooLong = (set: TemplateSet, stack: CheckedStack): readonly Breach[] =>
  resourcesOf(stack).flatMap((resource) => {
    const found = physicalName(resource);
    const length = found === undefined ? 0 : atLongest(set, found.name).length;
    return found !== undefined && length > found.most
      ? [at(resource, `its name can have ${length} characters, of ${found.most} at most`)]
      : [];
  });

const atLongest = ({ config }: TemplateSet, name: string) =>
  name
    .replace(new RegExp(`(^|[-/])${config.name}(?=[-/]|$)`), `$1${longest.environment}`)
    .replace("${AWS::AccountId}", longest.account)
    .replace("${AWS::Region}", longest.region);
