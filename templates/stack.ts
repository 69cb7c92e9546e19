import { BootstraplessSynthesizer, CfnOutput, CfnParameter, Fn, Stack, aws_ssm as ssm } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { EnvironmentConfig } from "../src/model/environment.ts";
import { type StackPart, stackName } from "../src/model/graph.ts";
import { parameterPath, pascalCase } from "../src/model/names.ts";

/** An empty stack that knows neither account nor Region: both are pseudo parameters, so one template fits every target. */
export function plainStack(scope: Construct, name: string): Stack {
  const stack = new Stack(scope, name, {
    stackName: name,
    synthesizer: new BootstraplessSynthesizer(),
    analyticsReporting: false,
  });
  stack.templateOptions.templateFormatVersion = "2010-09-09";
  return stack;
}

export const environmentStack = (scope: Construct, config: EnvironmentConfig, part: StackPart) =>
  plainStack(scope, stackName(config.name, part));

/** The parameter that carries an upstream output: `network` and `VpcId` become `NetworkVpcId`. */
export const inputName = (part: StackPart, output: string) => pascalCase(part) + output;

function parameter(stack: Stack, type: string, part: StackPart, output: string): CfnParameter {
  const id = inputName(part, output);
  const known = stack.node.tryFindChild(id);
  if (known instanceof CfnParameter) return known;
  return new CfnParameter(stack, id, { type, description: `Output ${output} of the ${part} stack` });
}

/** The value of an upstream stack's output; declares the parameter on first use. */
export const input = (stack: Stack, part: StackPart, output: string) =>
  parameter(stack, "String", part, output).valueAsString;

/** The same for an output that joins several values with commas. */
export const inputList = (stack: Stack, part: StackPart, output: string) =>
  parameter(stack, "CommaDelimitedList", part, output).valueAsList;

/** Gives a value to the stacks downstream, and to people. */
export function output(stack: Stack, id: string, value: string, description: string): void {
  new CfnOutput(stack, id, { value, description });
}

export const outputList = (stack: Stack, id: string, values: readonly string[], description: string) =>
  output(stack, id, Fn.join(",", [...values]), description);

/** Publishes a value to applications as the SSM parameter `/gworld/<env>/<key>`. Never a secret. */
export function publish(
  stack: Stack,
  config: EnvironmentConfig,
  key: string,
  told: { readonly value: string; readonly description: string },
): void {
  const id = `Parameter${key.split("/").map(pascalCase).join("")}`;
  new ssm.CfnParameter(stack, id, { name: parameterPath(config.name, key), type: "String", ...told });
}
