import { deleteBucketPolicy, getBucketPolicy, putBucketPolicy } from "./bucket-policy.ts";
import {
  getAcl,
  getNotification,
  putAcl,
  putNotification,
  settingRoutes,
  settingRoute,
  settings,
} from "./bucket-settings.ts";
import { createBucket, deleteBucket, getBucketLocation, headBucket, listBuckets } from "./buckets.ts";
import { completeMultipartUpload } from "./complete-upload.ts";
import { copyObject } from "./copy-object.ts";
import { deleteObject, deleteObjects } from "./delete-object.ts";
import { getObject } from "./get-object.ts";
import { listObjects, listObjectsV2 } from "./list-objects.ts";
import { listMultipartUploads, listParts } from "./list-uploads.ts";
import { listObjectVersions } from "./list-versions.ts";
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from "./object-tags.ts";
import { putObject } from "./put-object.ts";
import type { Route, S3Request } from "./s3.ts";
import { uploadPart, uploadPartCopy } from "./upload-part.ts";
import { abortMultipartUpload, createMultipartUpload } from "./uploads.ts";
import { getBucketVersioning, putBucketVersioning } from "./versioning.ts";

/** By method and subresource: of an object with `/`, of a bucket without. */
const routes: ReadonlyMap<string, Route> = new Map(
  Object.entries({
    GET: { name: "ListObjects", run: listObjects },
    PUT: { name: "CreateBucket", run: createBucket },
    HEAD: { name: "HeadBucket", run: headBucket },
    DELETE: { name: "DeleteBucket", run: deleteBucket },
    "GET list-type": { name: "ListObjectsV2", run: listObjectsV2 },
    "GET acl": { name: "GetBucketAcl", run: getAcl },
    "PUT acl": { name: "PutBucketAcl", run: putAcl },
    "POST delete": { name: "DeleteObjects", run: deleteObjects },
    "GET location": { name: "GetBucketLocation", run: getBucketLocation },
    "GET notification": { name: "GetBucketNotificationConfiguration", run: getNotification },
    "PUT notification": { name: "PutBucketNotificationConfiguration", run: putNotification },
    "GET policy": { name: "GetBucketPolicy", run: getBucketPolicy },
    "PUT policy": { name: "PutBucketPolicy", run: putBucketPolicy },
    "DELETE policy": { name: "DeleteBucketPolicy", run: deleteBucketPolicy },
    "GET policyStatus": { name: "GetBucketPolicyStatus" },
    "GET uploads": { name: "ListMultipartUploads", run: listMultipartUploads },
    "GET versioning": { name: "GetBucketVersioning", run: getBucketVersioning },
    "PUT versioning": { name: "PutBucketVersioning", run: putBucketVersioning },
    "GET versions": { name: "ListObjectVersions", run: listObjectVersions },
    "GET session": { name: "CreateSession" },
    "GET /": { name: "GetObject", run: getObject },
    "HEAD /": { name: "HeadObject", run: getObject },
    "PUT /": { name: "PutObject", run: putObject },
    "DELETE /": { name: "DeleteObject", run: deleteObject },
    "PUT / copy": { name: "CopyObject", run: copyObject },
    "GET / acl": { name: "GetObjectAcl", run: getAcl },
    "PUT / acl": { name: "PutObjectAcl", run: putAcl },
    "GET / attributes": { name: "GetObjectAttributes" },
    "GET / legal-hold": { name: "GetObjectLegalHold" },
    "PUT / legal-hold": { name: "PutObjectLegalHold" },
    "GET / retention": { name: "GetObjectRetention" },
    "PUT / retention": { name: "PutObjectRetention" },
    "POST / restore": { name: "RestoreObject" },
    "POST / select": { name: "SelectObjectContent" },
    "GET / tagging": { name: "GetObjectTagging", run: getObjectTagging },
    "PUT / tagging": { name: "PutObjectTagging", run: putObjectTagging },
    "DELETE / tagging": { name: "DeleteObjectTagging", run: deleteObjectTagging },
    "POST / uploads": { name: "CreateMultipartUpload", run: createMultipartUpload },
    "PUT / uploadId": { name: "UploadPart", run: uploadPart },
    "PUT / uploadId copy": { name: "UploadPartCopy", run: uploadPartCopy },
    "POST / uploadId": { name: "CompleteMultipartUpload", run: completeMultipartUpload },
    "DELETE / uploadId": { name: "AbortMultipartUpload", run: abortMultipartUpload },
    "GET / uploadId": { name: "ListParts", run: listParts },
  } satisfies Record<string, Route>),
);

/** Query members that name an operation though nothing here answers them; all others are parameters. */
const foreign = ["analytics", "intelligent-tiering", "inventory", "metadataTable", "metrics", "rename", "torrent"];

const subresources: ReadonlySet<string> = new Set([
  ...[...routes.keys()].flatMap((key) => key.split(" ").slice(1)).filter((part) => part !== "/" && part !== "copy"),
  ...settings.keys(),
  ...foreign,
]);

const known: readonly Route[] = [{ name: "ListBuckets", run: listBuckets }, ...routes.values(), ...settingRoutes];

/** Of all operations that a request can be taken for, also those that nothing here answers. */
export const operationNames: readonly string[] = [...new Set(known.map(({ name }) => name))];

/** Those of them that are refused as not there. */
export const absentNames: readonly string[] = known.flatMap(({ name, run }) => (run === undefined ? [name] : []));

/** The operation of a request, by its method, what it names and its subresource. */
export function routeOf(request: S3Request): Route {
  const { method, bucket, query } = request;
  if (bucket === "" && method === "GET") return { name: "ListBuckets", run: listBuckets };
  const subresource = [...query.keys()].find((name) => subresources.has(name)) ?? "";
  return (
    named(request, subresource) ?? { name: `${method} ${request.key === "" ? "Bucket" : "Object"} ?${subresource}` }
  );
}

function named({ method, key, header }: S3Request, subresource: string): Route | undefined {
  const copies = key !== "" && method === "PUT" && header("x-amz-copy-source") !== undefined;
  const parts = [method, key === "" ? "" : "/", subresource, copies ? "copy" : ""];
  const found = routes.get(parts.filter((part) => part !== "").join(" "));
  return found ?? (key === "" ? settingRoute(method, subresource) : undefined);
}
