import type { JsonObject } from "../json.ts";
import type { BucketRecord } from "./records.ts";

/** Of a bucket's settings those that somebody may have changed by hand, in a template's words. */
export const liveBucket = ({ name, versioning, settings }: BucketRecord): JsonObject => ({
  BucketName: name,
  VersioningConfiguration: versioning === "" ? undefined : { Status: versioning },
  PublicAccessBlockConfiguration: flagsIn(settings["publicAccessBlock"]),
});

/** The members of an XML document that holds booleans only. */
function flagsIn(xml: string | undefined): JsonObject | undefined {
  if (xml === undefined) return undefined;
  return Object.fromEntries(
    [...xml.matchAll(/<(\w+)>(true|false)<\/\1>/g)].map(([, flag = "", value]) => [flag, value === "true"]),
  );
}
