import { ServiceError } from "../service.ts";
import type { JsonObject } from "../json.ts";

/** S3's errors: code, text and HTTP status as in its API reference, section "Error responses". */
export const refuse = (code: string, status: number, message: string, fields: JsonObject = {}) =>
  new ServiceError(code, message, { status, fields });

export const invalidArgument = (message: string, ArgumentName: string, ArgumentValue = "") =>
  refuse("InvalidArgument", 400, message, { ArgumentName, ArgumentValue });

export const invalidRequest = (message: string) => refuse("InvalidRequest", 400, message);

export const malformedXml = () =>
  refuse(
    "MalformedXML",
    400,
    "The XML you provided was not well-formed or did not validate against our published schema",
  );

export const noSuchBucket = (BucketName: string) =>
  refuse("NoSuchBucket", 404, "The specified bucket does not exist", { BucketName });

export const noSuchKey = (Key: string) => refuse("NoSuchKey", 404, "The specified key does not exist.", { Key });

export const noSuchVersion = (Key: string, VersionId: string) =>
  refuse("NoSuchVersion", 404, "The specified version does not exist.", { Key, VersionId });

export const noSuchUpload = (UploadId: string) =>
  refuse(
    "NoSuchUpload",
    404,
    "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
    { UploadId },
  );

export const preconditionFailed = (Condition: string) =>
  refuse("PreconditionFailed", 412, "At least one of the pre-conditions you specified did not hold", { Condition });

export const conflict = (Condition: string) =>
  refuse(
    "ConditionalRequestConflict",
    409,
    "The conditional request cannot succeed due to a conflicting operation against this resource.",
    { Condition },
  );

/** What the local cloud has not; named, so that nobody takes it for done. */
export const unsupported = (what: string) =>
  refuse("UnsupportedOperation", 501, `${what} is not part of the local cloud.`);
