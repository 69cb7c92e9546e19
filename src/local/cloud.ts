import { dynamodbPart } from "./dynamodb/part.ts";
import { logsPart } from "./logs/part.ts";
import type { Ground, Part } from "./resource.ts";
import { type ServeOptions, serveParts, type Serving } from "./server.ts";

/** The whole local cloud on one folder and one port. */
export const serveCloud = (options: ServeOptions): Promise<Serving> => serveParts(cloudParts, options);

/** Every part, after those it needs; they start in this order and stop in the reverse. */
function cloudParts(ground: Ground): readonly Part[] {
  const logs = logsPart(ground);
  return [dynamodbPart(ground), logs];
}
