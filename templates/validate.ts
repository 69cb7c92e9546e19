import { CloudFormationValidatePlugin, type PolicyViolation } from "aws-cdk-lib";
import { RootConstruct } from "constructs";
import type { Finding } from "../src/model/rules/rule.ts";

/** A template as a file, which is how CDK's validator takes it. */
export interface TemplateFile {
  readonly name: string;
  readonly region: string;
  readonly path: string;
}

/**
 * What CDK's validator finds against the schemas of AWS's resource types. It is a program of its own, which takes seconds
 * and some hundred megabytes to start. Its warnings are about habits.
 */
export function validateTemplates(
  files: readonly TemplateFile[],
  severities: readonly ("error" | "warning")[] = ["error"],
): readonly Finding[] {
  const { violations } = new CloudFormationValidatePlugin().validate({
    appConstruct: new RootConstruct(),
    templatePaths: files.map(({ path }) => path),
    stackTemplates: files.map(({ name, region, path }) => ({
      stackConstructPath: name,
      templatePath: path,
      accountId: undefined,
      region,
    })),
  });
  return violations
    .filter(({ severity }) => severities.some((one) => one === severity))
    .flatMap((violation) => findings(violation, files));
}

const findings = (
  { ruleName, description, fix, violatingResources }: PolicyViolation,
  files: readonly TemplateFile[],
): readonly Finding[] =>
  violatingResources.map(({ resourceLogicalId, templatePath }) => ({
    rule: ruleName,
    title: fix ?? "CloudFormation would refuse it, or what it makes would not work",
    stack: files.find(({ path }) => path === templatePath)?.name ?? "",
    logicalId: resourceLogicalId ?? "",
    message: description,
  }));
