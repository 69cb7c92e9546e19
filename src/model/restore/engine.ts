import { GworldError } from "../error.ts";

/** Who loads the rows: gworld's own batches, or DynamoDB's bulk load from staged files. */
export const engines = ["client", "aws"] as const;
export type Engine = (typeof engines)[number];

/** From so many bytes of rows on DynamoDB loads them itself. */
export const bulkFrom = 5 * 1_024 ** 3;

/** A bulk load writes no slower than this, in write request units a second (API_StartBulkPutItems). */
const leastBulkUnits = 1_024;

export interface EngineChoice {
  readonly name: Engine;
  readonly why: string;
}

/** What is asked for goes first, then what a restore that goes on has begun with, then what the size calls for. */
export function engineOf(
  asked: Engine | undefined,
  { begun, bytes, maxWriteUnits }: { begun: Engine | undefined; bytes: number; maxWriteUnits: number | undefined },
): EngineChoice {
  if (asked !== undefined) return { name: asked, why: `--engine ${asked}` };
  if (begun !== undefined) return { name: begun, why: "as it began" };
  if (bytes <= bulkFrom) return { name: "client", why: "5 GB or less" };
  if ((maxWriteUnits ?? leastBulkUnits) < leastBulkUnits)
    return { name: "client", why: `a bulk load takes ${leastBulkUnits} write units a second or more` };
  return { name: "aws", why: "more than 5 GB" };
}

/** Throws `usage` for a limit that a bulk load cannot keep. */
export function checkBulkUnits(engine: Engine | undefined, maxWriteUnits: number | undefined): void {
  if (engine !== "aws" || (maxWriteUnits ?? leastBulkUnits) >= leastBulkUnits) return;
  throw new GworldError("usage", `With --engine aws, --max-wcu is at least ${leastBulkUnits}.`, {
    hint: `Take --max-wcu ${leastBulkUnits} or more, leave it out, or load with --engine client.`,
  });
}

export const engineNamed = (text: string | undefined): Engine | undefined => engines.find((one) => one === text);
