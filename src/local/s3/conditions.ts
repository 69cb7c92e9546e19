import { conflict, noSuchKey, preconditionFailed, refuse } from "./refuse.ts";
import type { ObjectRecord, Version } from "./records.ts";
import type { S3, S3Request } from "./s3.ts";

/** Whether a list of ETags of a condition has this one; `*` has all. */
const matches = (list: string, etag: string) =>
  list.split(",").some((one) => ["*", etag].includes(one.trim().replace(/^W\//, "").replaceAll('"', "")));

interface ReadConditions {
  readonly match: string | undefined;
  readonly noneMatch: string | undefined;
  readonly modifiedSince: string | undefined;
  readonly unmodifiedSince: string | undefined;
}

/** The conditions of a read, or of the source of a copy. */
export const readConditions = ({ header }: S3Request, prefix = ""): ReadConditions => ({
  match: header(`${prefix}if-match`),
  noneMatch: header(`${prefix}if-none-match`),
  modifiedSince: header(`${prefix}if-modified-since`),
  unmodifiedSince: header(`${prefix}if-unmodified-since`),
});

/** Throws when the version must not be sent; true when the reader has it already. ETags go before dates. */
export function isNotModified(conditions: ReadConditions, { etag, at }: Version): boolean {
  const { match, noneMatch, modifiedSince, unmodifiedSince } = conditions;
  if (match !== undefined && !matches(match, etag)) throw preconditionFailed("If-Match");
  if (match === undefined && unmodifiedSince !== undefined && at > Date.parse(unmodifiedSince))
    throw preconditionFailed("If-Unmodified-Since");
  if (noneMatch !== undefined) return matches(noneMatch, etag);
  return modifiedSince !== undefined && at <= Date.parse(modifiedSince);
}

/** Checks the conditions of a write against what is there now; to be asked before the body and again at the end. */
export function checkWrite({ header, key }: S3Request, current: ObjectRecord | undefined): void {
  const newest = current?.versions[0];
  const there = newest === undefined || newest.isMarker ? undefined : newest;
  const noneMatch = header("if-none-match");
  if (noneMatch !== undefined && noneMatch.trim() !== "*")
    throw refuse("NotImplemented", 501, "A header you provided implies functionality that is not implemented", {
      Header: "If-None-Match",
    });
  if (noneMatch !== undefined && there !== undefined) throw preconditionFailed("If-None-Match");
  const match = header("if-match");
  if (match === undefined) return;
  if (there === undefined) throw noSuchKey(key);
  if (!matches(match, there.etag)) throw preconditionFailed("If-Match");
}

/**
 * A write in two steps: the body arrives, then the object is entered. Its conditions hold before the first and at the
 * second; a deletion in between makes a conditional write conflict. What was received is discarded when it may not be entered.
 */
export async function conditionally<T, R>(
  s3: S3,
  request: S3Request,
  { receive, enter, discard }: { receive: () => Promise<T>; enter: (received: T) => R; discard: (received: T) => void },
): Promise<R> {
  const { bucket, key, header } = request;
  checkWrite(request, s3.objects.get(bucket, key));
  const condition = ["If-None-Match", "If-Match"].find((name) => header(name.toLowerCase()) !== undefined);
  const flight = s3.inFlight.begin(bucket, key);
  try {
    const received = await receive();
    try {
      if (condition !== undefined && flight.conflicts()) throw conflict(condition);
      checkWrite(request, s3.objects.get(bucket, key));
      return enter(received);
    } catch (error) {
      discard(received);
      throw error;
    }
  } finally {
    flight.end();
  }
}
