import { unsupported } from "../../answer.ts";
import { ServiceError } from "../../service.ts";

/** A part of a query, by its characters counted from 0; the end is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What CloudWatch Logs Insights answers to a query it cannot read: what is wrong, and where. */
export function malformed(query: string, { start, end }: Span, what: string): ServiceError {
  const before = query.slice(0, start).split("\n");
  const message = `${what} at line ${before.length} and position ${(before.at(-1)?.length ?? 0) + 1}`;
  return new ServiceError("MalformedQueryException", message, {
    fields: { queryCompileError: { location: { startCharOffset: start, endCharOffset: end }, message } },
  });
}

/** What the language has and the local cloud has not is refused by its name, so that no answer is a wrong one. */
export const notThere = (what: string): ServiceError => unsupported(`Logs Insights' ${what}`);
