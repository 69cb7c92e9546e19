import { isFailed, type Picture } from "./operation-picture.ts";

/** Why a stack has not begun, in words. */
export function standingOf(picture: Picture, name: string): string {
  const { stacks, isStopping } = picture;
  const failed = failedBefore(picture, name);
  if (failed !== undefined) return `not begun, since ${shortName(picture, failed)} failed`;
  if (isStopping) return "not begun";
  const open = needsOf(picture, name).filter((need) => stacks.get(need)?.endedAt === undefined);
  return open.length === 0 ? "waiting" : `waiting for ${open.map((need) => shortName(picture, need)).join(", ")}`;
}

const needsOf = ({ needs }: Picture, name: string) => needs.get(name) ?? [];

/** The stack that has failed of all that must be done before. */
function failedBefore(picture: Picture, name: string): string | undefined {
  for (const need of needsOf(picture, name)) {
    const { status = "", endedAt } = picture.stacks.get(need) ?? {};
    const failed = isFailed(status) && endedAt !== undefined ? need : failedBefore(picture, need);
    if (failed !== undefined) return failed;
  }
  return undefined;
}

/** What a stack is called among those of its environment. */
export const shortName = ({ forecast }: Picture, name: string) =>
  forecast?.stacks.find((stack) => stack.name === name)?.part ?? name;
