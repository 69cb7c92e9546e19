import { ServiceError } from "./service.ts";

/** Where in S3 a document lies. */
export interface S3Address {
  readonly bucket: string;
  readonly key: string;
}

/**
 * The object that a TemplateURL names, with the bucket in the path or in the host. Any host serves for the local cloud: what an
 * SDK or a tool thinks of as S3's address differs, the objects are the same.
 */
export function s3Address(url: string): S3Address {
  const { hostname, pathname } = parsed(url);
  const path = decodeURIComponent(pathname.slice(1));
  const inHost = /^(.+)\.s3[.-](?:[\w-]+\.)*amazonaws\.com$/.exec(hostname) ?? /^(.+)\.localhost$/.exec(hostname);
  if (inHost) return { bucket: inHost[1] ?? "", key: path };
  const slash = path.indexOf("/");
  if (slash < 1) throw unsupported();
  return { bucket: path.slice(0, slash), key: path.slice(slash + 1) };
}

/** Reads the document, or refuses in CloudFormation's words. */
export async function readTemplateAt(
  url: string,
  readText: (bucket: string, key: string) => Promise<string | undefined>,
): Promise<string> {
  const { bucket, key } = s3Address(url);
  const found = await readText(bucket, key);
  if (found === undefined)
    throw new ServiceError(
      "ValidationError",
      "S3 error: The specified key does not exist.\nFor more information check http://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html",
    );
  return found;
}

function parsed(url: string): URL {
  try {
    return new URL(url);
  } catch {
    throw unsupported();
  }
}

const unsupported = () => new ServiceError("ValidationError", "TemplateURL must be a supported URL.");
