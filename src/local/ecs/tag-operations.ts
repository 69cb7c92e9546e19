import { type JsonObject, text, texts } from "../json.ts";
import type { Operation } from "../service.ts";
import type { Table } from "../store.ts";
import type { EcsContext } from "./context.ts";
import { refusals } from "./refusals.ts";
import { type Tags, withoutTags } from "../tag-list.ts";
import { tagsOut, tagsIn } from "./shape.ts";

/** Tags of anything of ECS that has an ARN. */
export const tagOperations = ({ state }: EcsContext): Readonly<Record<string, Operation>> => {
  const tagged = (input: JsonObject) => {
    const arn = text(input, "resourceArn") ?? "";
    const found =
      taggedIn(state.clusters, arn) ??
      taggedIn(state.services, arn) ??
      taggedIn(state.taskDefinitions, arn) ??
      taggedIn(state.tasks, arn);
    if (!found)
      throw refusals.invalid("The specified resource cannot be found. Specify a valid resource and try again.");
    return found;
  };
  return {
    TagResource: (input) => {
      const { tags, put } = tagged(input);
      put({ ...tags, ...tagsIn(input) });
      return {};
    },
    UntagResource: (input) => {
      const { tags, put } = tagged(input);
      put(withoutTags(tags, texts(input, "tagKeys")));
      return {};
    },
    ListTagsForResource: (input) => ({ tags: tagsOut(tagged(input).tags) }),
  };
};

function taggedIn<T extends { readonly tags: Tags }>(table: Table<T>, arn: string) {
  const row = table.get(arn);
  return row && { tags: row.tags, put: (tags: Tags) => table.put(arn, { ...row, tags }) };
}
