import type { Stack } from "aws-cdk-lib";
import { describeTemplate } from "../src/model/assembly.ts";

/** A template as text, and the digest of its content that also stands in its description. */
export interface RenderedTemplate {
  readonly body: string;
  readonly digest: string;
}

/**
 * What App.synth() would write for a stack, without its files: a cloud assembly needs a folder, and gworld's templates
 * touch no disk. The test suite compares both, byte for byte.
 */
function resolveTemplate(stack: unknown): object {
  if (typeof stack !== "object" || stack === null || !(resolver in stack)) throw unfit();
  const resolve = stack[resolver];
  if (typeof resolve !== "function") throw unfit();
  const template: unknown = resolve.call(stack);
  if (typeof template !== "object" || template === null) throw unfit();
  return template;
}

const resolver = "_toCloudFormation";
const unfit = () => new TypeError("This version of aws-cdk-lib does not resolve a stack to its template");

/** Renders one stack. The digest covers everything but the description that carries it. */
export function renderTemplate(stack: Stack, digestOf: (text: string) => string): RenderedTemplate {
  const template = resolveTemplate(stack);
  const digest = digestOf(JSON.stringify(template)).slice(0, 16);
  return { digest, body: JSON.stringify({ Description: describeTemplate(stack.stackName, digest), ...template }) };
}
