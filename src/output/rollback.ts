import type { Revision } from "../model/revision.ts";
import { momentText } from "./clock-text.ts";
import { safeLine } from "./safe-text.ts";

/** Which revision it is, in one line. */
export function revisionLine({ environment, revision, at, by, result, gitSha }: Revision): string {
  const commit = gitSha === undefined ? "" : `, commit ${gitSha.slice(0, 10)}`;
  const who = by.slice(by.lastIndexOf("/") + 1);
  return safeLine(
    `Revision ${revision} of ${environment}: ${result} ${momentText(Date.parse(at), false)} by ${who}${commit}`,
  );
}
