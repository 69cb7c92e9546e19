import { listOf, recordAt, textAt } from "../json.ts";
import { speaksOfSecret } from "../secret-value.ts";
import { at, inStack, type Rule, where } from "./rule.ts";
import { ofType, type TemplateSet, textOf } from "./template-set.ts";

const resolved = /^\{\{resolve:secretsmanager:[^}]+\}\}$/;
const anySecret = /\{\{resolve:(?:secretsmanager|ssm-secure):/;

/** Variables of containers and functions that are plain text in the template; a reference to a secret is its ARN. */
const literals = (set: TemplateSet) => [
  ...ofType(set, "AWS::ECS::TaskDefinition").flatMap((task) =>
    listOf(task.properties["ContainerDefinitions"])
      .flatMap((container) => listOf(recordAt({ container }, "container")["Environment"]))
      .map((entry) => ({
        owner: task,
        name: textAt(entry, "Name") ?? "",
        value: recordAt({ entry }, "entry")["Value"],
      })),
  ),
  ...ofType(set, "AWS::Lambda::Function").flatMap((owner) =>
    Object.entries(recordAt(recordAt(owner.properties, "Environment"), "Variables")).map(([name, value]) => ({
      owner,
      name,
      value,
    })),
  ),
];

export const noSecrets: Rule = {
  id: "GW-L18",
  title: "no secret stands in a template, its outputs or a parameter",
  check: (set) => [
    ...literals(set)
      .filter(({ name, value }) => anySecret.test(textOf(value)) || (speaksOfSecret(name) && typeof value === "string"))
      .map(({ owner, name }) => at(owner, `${name} is readable in the template`)),
    ...where(
      ofType(set, "AWS::ElastiCache::ReplicationGroup"),
      ({ properties }) => !resolved.test(textOf(properties["AuthToken"])),
      "its AUTH token does not come from Secrets Manager",
    ),
    ...where(
      ofType(set, "AWS::SecretsManager::Secret"),
      ({ properties }) => properties["SecretString"] !== undefined,
      "its value stands in the template",
    ),
    ...where(
      ofType(set, "AWS::SSM::Parameter"),
      ({ properties }) => anySecret.test(textOf(properties["Value"])) || speaksOfSecret(textOf(properties["Name"])),
      "publishes a secret in plain text",
    ),
    ...set.stacks.flatMap((stack) =>
      [...stack.template.outputs]
        .filter(([, value]) => anySecret.test(JSON.stringify(value) ?? ""))
        .map(([id]) => inStack(stack, "gives a secret away", id)),
    ),
  ],
};
