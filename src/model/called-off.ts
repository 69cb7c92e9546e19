import { GworldError } from "./error.ts";
import { lostWith } from "./stateful-types.ts";
import type { Template, TemplateResource } from "./template.ts";

/**
 * What became of an operation that was to be called off. back: CloudFormation takes the update back. deleted: the new stack
 * goes. left: CloudFormation goes on with it, and why.
 */
export interface CalledOff {
  readonly end: "back" | "deleted" | "left";
  readonly why?: string | undefined;
}

/**
 * What keeps a stack that is being created from being deleted again: resources that hold data, and those that would stay and
 * be in the way of the next creation. Log groups hold what its own tasks said, which was shown; a bucket or a repository
 * that is not empty is never deleted by CloudFormation.
 */
export const keptByNew = ({ resources }: Pick<Template, "resources">): readonly string[] =>
  [...resources].flatMap(([logicalId, resource]) => (isKept(resource) ? [logicalId] : []));

function isKept({ type, deletionPolicy, properties }: TemplateResource): boolean {
  if (deletionPolicy === "Retain" || deletionPolicy === "Snapshot") return true;
  if (type === "AWS::ECR::Repository") return properties["EmptyOnDelete"] === true;
  return lostWith(type) !== undefined && type !== "AWS::Logs::LogGroup" && type !== "AWS::S3::Bucket";
}

/** What became of a stack whose operation was called off, when that has come to its end. */
export const calledOffText = (name: string, { end }: CalledOff) =>
  `${name} ${end === "deleted" ? "was deleted again" : "is back as it was"}.`;

/** What is thrown for a stack whose operation was called off and has come to that end. */
export const wasCalledOff = (name: string, calledOff: CalledOff, again: string) =>
  new GworldError("interrupted", calledOffText(name, calledOff), { hint: `${again} deploys it.` });

/** What is thrown for a stack that CloudFormation goes on with. */
export const goesOn = (name: string, again: string) =>
  new GworldError("interrupted", `CloudFormation goes on with ${name}.`, { hint: `${again} follows it.` });
