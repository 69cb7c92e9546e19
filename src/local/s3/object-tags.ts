import { bucketOf } from "./bucket.ts";
import { checkTags } from "./object-headers.ts";
import type { Version } from "./records.ts";
import { xml, type S3, type S3Operation, type S3Request } from "./s3.ts";
import { versionHeader, versionId, versionOf } from "./versions.ts";
import { childrenOf, document, element, leaf, type Element } from "./xml.ts";
import { xmlBody } from "./xml-body.ts";

export const getObjectTagging: S3Operation = (s3, request) => {
  const bucket = bucketOf(s3, request);
  const version = versionOf(s3, bucket, request.key, versionId(request));
  return xml(document("Tagging", tagSet(version.tags)), versionHeader(bucket, version));
};

export const putObjectTagging: S3Operation = async (s3, request) => {
  const tags = tagsIn(await xmlBody(request, "Tagging"));
  checkTags(tags);
  return { status: 200, headers: change(s3, request, Object.fromEntries(tags)) };
};

export const deleteObjectTagging: S3Operation = (s3, request) => ({ status: 204, headers: change(s3, request, {}) });

/** The tags of a `Tagging` document. */
export const tagsIn = (root: Element): readonly (readonly [string, string])[] =>
  childrenOf(childrenOf(root, "TagSet")[0], "Tag").map((tag) => [
    childrenOf(tag, "Key")[0]?.text ?? "",
    childrenOf(tag, "Value")[0]?.text ?? "",
  ]);

export const tagSet = (tags: Readonly<Record<string, string>>) =>
  element(
    "TagSet",
    ...Object.entries(tags).map(([key, value]) => element("Tag", leaf("Key", key), leaf("Value", value))),
  );

function change(s3: S3, request: S3Request, tags: Version["tags"]): Readonly<Record<string, string>> {
  const bucket = bucketOf(s3, request);
  const version = versionOf(s3, bucket, request.key, versionId(request));
  const object = s3.objects.get(bucket.name, request.key);
  if (object !== undefined)
    s3.objects.put({
      ...object,
      versions: object.versions.map((one) => (one === version ? { ...version, tags } : one)),
    });
  return versionHeader(bucket, version);
}
