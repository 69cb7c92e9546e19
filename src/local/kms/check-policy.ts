import { isObject } from "../json.ts";
import { ServiceError } from "../service.ts";

/** Throws unless the text is a policy document with statements. */
export function checkPolicy(policy: string): void {
  try {
    const document: unknown = JSON.parse(policy);
    if (isObject(document) && document["Statement"] !== undefined) return;
  } catch {
    // Answered below, as a document without statements is.
  }
  throw new ServiceError("MalformedPolicyDocumentException", "The new key policy is not a valid policy document.");
}
