import type { UnfitImage } from "../operations/task-needs.ts";

/** An image that tasks cannot run, with the command that makes one they can. */
export function unfitImageText({ name, image, task, stack, architecture, found }: UnfitImage): string {
  const { account, region, repository, tag = image.digest } = image;
  const beginning = `${task} (${stack}) runs ${name}`;
  const build = `docker buildx build --platform linux/${architecture} --tag ${name} --push .`;
  if (found.standing === "no-repository")
    return `${beginning}, and the account ${account} has no repository ${repository} in ${region}: its tasks will not start. Make it and push to it: aws ecr create-repository --region ${region} --repository-name ${repository}; docker push ${name}`;
  if (found.standing === "missing")
    return `${beginning}, and the repository ${repository} has no ${tag}: its tasks will not start. ${instead(found.tags)}Push it: docker push ${name}`;
  const made = found.architectures?.join(", ") ?? "";
  return `${beginning}, which is made for ${made}, and its tasks run on ${architecture}: they will not start. Make it for that, too: ${build}`;
}

const instead = (tags: readonly string[]) => (tags.length === 0 ? "" : `It has ${tags.join(", ")}. `);
