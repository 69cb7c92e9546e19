import type { Style } from "../ports/io.ts";
import { nextText, sentences } from "./next-text.ts";
import { safeText } from "./safe-text.ts";

/** What was written, as `--json` tells it. */
export interface Initialized {
  /** The configuration, written or found. */
  readonly file: string;
  readonly environments: readonly string[];
  /** All that was written, where that is not the configuration alone. */
  readonly files?: readonly string[];
}

/** Each file as it would be. */
export const initPlanText = (files: readonly { readonly path: string; readonly text: string }[], style: Style) =>
  files.map(({ path, text }) => `${style.bold(safeText(path))}\n${safeText(text)}\n`).join("\n");

/** What was written, and what to type next, or to do by hand. */
export function initText({ file, environments, files }: Initialized, steps: readonly string[], style: Style): string {
  const [first = "dev"] = environments;
  const written = `${style.good("Wrote")} ${style.bold(safeText((files ?? [file]).join(" and ")))}: ${environments.join(", ")}.`;
  if (steps.length > 0)
    return [
      written,
      style.accent("By hand:"),
      sentences(
        steps.map((step, index) => `  ${index + 1}. ${step}`),
        style,
      ),
    ].join("\n");
  const next = [
    [`gworld doctor --env ${first}`, "checks credentials and what gworld relies on"],
    [`gworld bootstrap --env ${first}`, "prepares the account and Region once"],
    [`gworld deploy --env ${first}`, ""],
  ] as const;
  return [written, nextText(next, style)].join("\n");
}
