import type { StackPart } from "./graph.ts";

/** Tags of a stack. CloudFormation hands them to every resource of it, so templates carry none. */
export const stackTags = (project: string, environment: string, part: StackPart) => ({
  "gworld:app": project,
  "gworld:env": environment,
  "gworld:stack": part,
  "gworld:managed-by": "gworld",
});

/** True where all of ours stand; tags that others added stay and do not count. */
export const carriesTags = (deployed: Readonly<Record<string, string>>, ours: Readonly<Record<string, string>>) =>
  Object.entries(ours).every(([key, value]) => deployed[key] === value);

/** The tags of a stack that may be given again: AWS refuses those it gives itself. */
export const ownTags = (tags: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).filter(([key]) => !key.startsWith("aws:")));

/** Environments of a target share its state backend, so its tags name none. */
export const bootstrapTags = { "gworld:stack": "bootstrap", "gworld:managed-by": "gworld" } as const;
