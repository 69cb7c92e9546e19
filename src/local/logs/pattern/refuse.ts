import { ServiceError } from "../../service.ts";

/** How FilterLogEvents and StartLiveTail answer to a pattern that is none. */
export const invalidPattern = (why?: string) =>
  new ServiceError("InvalidParameterException", `Invalid filter pattern${why === undefined ? "" : `: ${why}`}`);

export const invalidTerm = (term: string) => invalidPattern(`Invalid character(s) in term '${term}'`);
