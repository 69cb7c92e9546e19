import type { IncomingMessage } from "node:http";

/** What stands behind the question mark. A URL is not parsed for it: S3 keys make paths that a URL parser takes for hosts. */
export function queryString({ url = "" }: IncomingMessage): string {
  const mark = url.indexOf("?");
  return mark < 0 ? "" : url.slice(mark + 1);
}
