import type { Stack } from "aws-cdk-lib";
import { fnv1a } from "../../src/model/fnv1a.ts";

/** The properties of everything an API's deployment is a snapshot of. */
export interface ApiContent {
  /** Takes note of the properties of one part, and gives them back. */
  readonly note: <T>(properties: T) => T;
  /** Eight hex digits that change with whatever was noted. */
  readonly fingerprint: () => string;
}

/**
 * An API Gateway deployment never changes: what is changed in an API reaches its stage with a new one. A logical ID that
 * follows the API's content makes one exactly when there is something new, be it a path, an integration or who may call.
 */
export function apiContent(stack: Stack): ApiContent {
  const parts: unknown[] = [];
  return {
    note(properties) {
      parts.push(properties);
      return properties;
    },
    fingerprint: () =>
      fnv1a(JSON.stringify(stack.resolve(parts)))
        .toString(16)
        .padStart(8, "0"),
  };
}
