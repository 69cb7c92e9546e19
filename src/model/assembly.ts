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
  readonly body: string;
  readonly capabilities: readonly "CAPABILITY_NAMED_IAM"[];
}
