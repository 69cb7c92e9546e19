import type { IncomingMessage } from "node:http";
import { queryString } from "./query-string.ts";
import { ServiceError } from "./service.ts";

/** What a signed request says of itself: whose key, when, and for which Region and service it was signed. */
export interface CredentialScope {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
}

/** Reads the scope from the Authorization header or a presigned URL. The signature must be there; nobody checks its value. */
export function credentialScope(request: IncomingMessage): CredentialScope {
  const header = request.headers.authorization;
  const query = new URLSearchParams(queryString(request));
  if (header !== undefined) return scopeOf(headerFields(header), header);
  if (query.has("X-Amz-Credential") || query.has("X-Amz-Signature"))
    return scopeOf(
      {
        Credential: query.get("X-Amz-Credential") ?? undefined,
        SignedHeaders: query.get("X-Amz-SignedHeaders") ?? undefined,
        Signature: query.get("X-Amz-Signature") ?? undefined,
      },
      "the query string",
    );
  if (isPresignedV2(request)) throw signatureV2(query);
  throw new ServiceError("MissingAuthenticationToken", "Missing Authentication Token", { status: 403 });
}

/** Whether an URL was presigned with Signature Version 2, which only S3 has ever taken in a query string. */
export function isPresignedV2(request: IncomingMessage): boolean {
  const query = new URLSearchParams(queryString(request));
  return request.headers.authorization === undefined && query.has("AWSAccessKeyId");
}

/** S3's answer for every bucket that was made after June 24, 2020 (AWS News Blog, SigV2 deprecation). */
function signatureV2(query: URLSearchParams): ServiceError {
  if (query.has("Signature") && query.has("Expires"))
    return new ServiceError(
      "InvalidRequest",
      "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
    );
  const message = "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters";
  return new ServiceError("AccessDenied", message, { status: 403 });
}

type Fields = Readonly<Partial<Record<string, string>>>;

function headerFields(header: string): Fields {
  if (!header.startsWith("AWS4-HMAC-SHA256"))
    throw incomplete(`Unsupported AWS 'algorithm': '${header.split(" ")[0] ?? ""}'.`);
  const pairs = header
    .slice("AWS4-HMAC-SHA256".length)
    .split(",")
    .map((field) => field.trim().split("="));
  return Object.fromEntries(pairs.map(([name, ...value]) => [name ?? "", value.join("=")]));
}

function scopeOf(fields: Fields, where: string): CredentialScope {
  const missing = ["Credential", "Signature", "SignedHeaders"].filter((name) => !fields[name]);
  if (missing.length > 0)
    throw incomplete(
      `${missing.map((name) => `Authorization header requires '${name}' parameter.`).join(" ")} Authorization=${where}`,
    );
  const parts = (fields["Credential"] ?? "").split("/");
  const [terminator, service, region, date] = parts.reverse();
  const accessKeyId = parts.slice(4).reverse().join("/");
  if (!accessKeyId || !date || !region || !service || terminator !== "aws4_request" || !/^\d{8}$/.test(date))
    throw incomplete(
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${fields["Credential"]}'`,
    );
  return { accessKeyId, region, service };
}

const incomplete = (message: string) => new ServiceError("IncompleteSignature", message, { status: 400 });
