import type { StackPart } from "./graph.ts";

/** Where the value of a template parameter comes from: an output of a stack upstream. */
export interface OutputReference {
  readonly part: StackPart;
  readonly output: string;
}

/** One synthesized stack: its template and all that CloudFormation must be told with it. */
export interface StackTemplate {
  readonly part: StackPart;
  readonly name: string;
  readonly region: string;
  /** The template as minified JSON text, byte-identical for equal configuration. */
  readonly body: string;
  /**
   * First 16 hex digits of the SHA-256 of the template without its description. They stand in the description, which
   * DescribeStacks returns: that is how an unchanged stack is known by one call.
   */
  readonly digest: string;
  /** Parameter name -> the upstream output that fills it. A parameter with a default is not listed. */
  readonly parameters: Readonly<Record<string, OutputReference>>;
  readonly capabilities: readonly "CAPABILITY_NAMED_IAM"[];
  readonly terminationProtection: boolean;
  /** Applied after creation; denies replacement and deletion of what holds data. */
  readonly stackPolicy?: string | undefined;
}

/** The bootstrap stack of a target (account + Region) has neither environment nor parameters. */
export interface BootstrapTemplate {
  readonly name: string;
  readonly version: number;
  readonly digest: string;
  readonly body: string;
  readonly capabilities: readonly "CAPABILITY_NAMED_IAM"[];
}

/** The description of a stack made by gworld: what it is, and which template made it. */
export const describeTemplate = (name: string, digest: string) => `${name} (gworld template ${digest})`;

/** The digest in a stack's description; undefined for a stack that gworld did not make. */
export const describedDigest = (description: string | undefined) =>
  /\(gworld template ([0-9a-f]{16})\)$/.exec(description ?? "")?.[1];
