import { anyBucketOf, bucketOf, checkBucketName } from "./bucket.ts";
import { malformedXml, refuse, unsupported } from "./refuse.ts";
import type { BucketRecord } from "./records.ts";
import { wholeSecond, xml, type S3, type S3Operation, type S3Request } from "./s3.ts";
import { ownerOf } from "./list-objects.ts";
import { endUpload } from "./uploads.ts";
import { childText, document, element, leaf, parseXml } from "./xml.ts";
import { textBody } from "./xml-body.ts";

/** What every new bucket has since April 2023: all public access blocked, no access control lists. */
export const defaultSettings: Readonly<Record<string, string>> = {
  publicAccessBlock: document(
    "PublicAccessBlockConfiguration",
    ...["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"].map((name) =>
      leaf(name, true),
    ),
  ),
  ownershipControls: document("OwnershipControls", element("Rule", leaf("ObjectOwnership", "BucketOwnerEnforced"))),
};

export const createBucket: S3Operation = async (s3, request) => {
  const { bucket: name, call } = request;
  if (request.header("x-amz-bucket-object-lock-enabled") === "true") throw unsupported("S3 Object Lock");
  const constraint = await locationConstraint(request);
  const region = constraint ?? "us-east-1";
  if (region !== call.region)
    throw refuse(
      "IllegalLocationConstraintException",
      400,
      `The ${constraint ?? "unspecified"} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    );
  const existing = s3.buckets.get(name);
  // In us-east-1 alone an owner may create a bucket again.
  if (existing !== undefined && (region !== "us-east-1" || existing.region !== region))
    throw refuse(
      "BucketAlreadyOwnedByYou",
      409,
      "Your previous request to create the named bucket succeeded and you already own it.",
      { BucketName: name },
    );
  if (existing === undefined) addBucket(s3, { name, region, origin: "" });
  return { status: 200, headers: { location: `/${name}` } };
};

async function locationConstraint(request: S3Request): Promise<string | undefined> {
  const body = await textBody(request);
  if (body === "") return undefined;
  const configuration = parseXml(body);
  if (configuration?.name !== "CreateBucketConfiguration") throw malformedXml();
  return childText(configuration, "LocationConstraint");
}

/** Enters a new bucket with the settings that S3 gives it. */
export function addBucket(s3: S3, made: Pick<BucketRecord, "name" | "region" | "origin">): BucketRecord {
  checkBucketName(made.name);
  const bucket = { ...made, createdAt: wholeSecond(s3.now()), versioning: "" as const, settings: defaultSettings };
  s3.buckets.put(made.name, bucket);
  return bucket;
}

export const headBucket: S3Operation = (s3, request) => {
  const { region } = bucketOf(s3, request);
  return { status: 200, headers: { "x-amz-bucket-region": region, "x-amz-access-point-alias": "false" } };
};

export const deleteBucket: S3Operation = (s3, request) => {
  removeBucket(s3, bucketOf(s3, request));
  return { status: 204 };
};

/** Deletes an empty bucket and the uploads that were never completed in it. */
export function removeBucket(s3: S3, { name, versioning }: BucketRecord): void {
  if (s3.objects.keys(name).length > 0)
    throw refuse(
      "BucketNotEmpty",
      409,
      `The bucket you tried to delete is not empty${versioning === "" ? "" : ". You must delete all versions in the bucket."}`,
      { BucketName: name },
    );
  s3.buckets.delete(name);
  for (const upload of s3.uploads.values()) if (upload.bucket === name) endUpload(s3, upload);
}

export const listBuckets: S3Operation = (s3, { query }) => {
  const prefix = query.get("prefix") ?? "";
  const region = query.get("bucket-region");
  const after = Buffer.from(query.get("continuation-token") ?? "", "base64").toString("utf8");
  const limit = Number(query.get("max-buckets") ?? "10000");
  const all = s3.buckets
    .values()
    .filter((bucket) => bucket.name.startsWith(prefix) && bucket.name > after && [null, bucket.region].includes(region))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const page = all.slice(0, limit);
  const last = page.at(-1);
  return xml(
    document(
      "ListAllMyBucketsResult",
      ownerOf(s3),
      element(
        "Buckets",
        ...page.map(({ name, createdAt, region: BucketRegion }) =>
          element(
            "Bucket",
            leaf("Name", name),
            leaf("CreationDate", new Date(createdAt).toISOString()),
            leaf("BucketRegion", BucketRegion),
          ),
        ),
      ),
      leaf(
        "ContinuationToken",
        all.length > page.length && last !== undefined ? Buffer.from(last.name).toString("base64") : undefined,
      ),
      leaf("Prefix", prefix === "" ? undefined : prefix),
    ),
  );
};

/** us-east-1 is told as nothing, for history's sake. */
export const getBucketLocation: S3Operation = (s3, request) => {
  const { region } = anyBucketOf(s3, request);
  return xml(document("LocationConstraint", region === "us-east-1" ? "" : region));
};
