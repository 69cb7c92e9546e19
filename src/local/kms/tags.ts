import { texts } from "../json.ts";
import type { Operation } from "../service.ts";
import { tagList, tagsOf, withoutTags } from "../tag-list.ts";
import { changeKey, customerKey, named } from "./keys.ts";
import type { Keyring } from "./keyring.ts";

/** KMS has its own words for the two halves of a tag. */
const tagWords = ["TagKey", "TagValue"] as const;

export function tagOperations(ring: Keyring): Record<string, Operation> {
  return {
    TagResource(input, call) {
      const key = customerKey(ring, input, call);
      return changeKey(ring, key, { tags: { ...key.tags, ...tagsOf(input, "Tags", tagWords) } });
    },
    UntagResource(input, call) {
      const key = customerKey(ring, input, call);
      return changeKey(ring, key, { tags: withoutTags(key.tags, texts(input, "TagKeys")) });
    },
    ListResourceTags: (input, call) => ({
      Tags: tagList(named(ring, input, call).tags, tagWords),
      Truncated: false,
    }),
  };
}
