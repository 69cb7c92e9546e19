import { durationText } from "../model/duration.ts";
import type { History } from "../operations/history.ts";
import type { Style } from "../ports/io.ts";
import { momentText } from "./clock-text.ts";
import { safeLine } from "./safe-text.ts";
import { details, table } from "./table.ts";

/** One line a revision. */
export const historyText = ({ revisions }: History, style: Style) =>
  table(
    revisions,
    [
      { title: "REVISION", text: ({ revision }) => revision, align: "right" },
      { title: "AT", text: ({ at }) => momentText(Date.parse(at), false) },
      { title: "RESULT", text: ({ result }, { good, bad, dim }) => paints({ good, bad, dim })[result](result) },
      { title: "TOOK", text: ({ seconds }) => durationText(seconds * 1_000), align: "right" },
      { title: "BY", text: ({ by }) => by.slice(by.lastIndexOf("/") + 1) },
      { title: "COMMIT", text: ({ gitSha = "" }) => gitSha.slice(0, 10) },
    ],
    style,
  );

const paints = ({ good, bad, dim }: Pick<Style, "good" | "bad" | "dim">) =>
  ({ deployed: good, failed: bad, interrupted: bad, destroyed: dim, rebuilt: dim }) as const;

/** Everything that is known of one revision. */
export function revisionText({ env, revisions: [revision] }: History, style: Style): string {
  if (revision === undefined) return `${env} has no revision.`;
  const { templates, gitSha, at, by, result, seconds, version } = revision;
  return details(
    [
      ["Revision", String(revision.revision)],
      ["Result", result],
      ["At", momentText(Date.parse(at), false)],
      ["Took", durationText(seconds * 1_000)],
      ["By", safeLine(by)],
      ["Commit", gitSha === undefined ? undefined : safeLine(gitSha)],
      ["gworld", version === "" ? undefined : safeLine(version)],
      ...Object.entries(templates).map(([stack, digest]) => [safeLine(stack), safeLine(digest.slice(0, 16))] as const),
    ],
    style,
  );
}
