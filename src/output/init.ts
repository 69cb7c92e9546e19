import type { Style } from "../ports/io.ts";
import { nextText } from "./next-text.ts";
import { safeText } from "./safe-text.ts";

/** What was written, as `--json` tells it. */
export interface Initialized {
  readonly file: string;
  readonly environments: readonly string[];
}

/** Each file as it would be. */
export const initPlanText = (files: readonly { readonly path: string; readonly text: string }[], style: Style) =>
  files.map(({ path, text }) => `${style.bold(safeText(path))}\n${safeText(text)}`).join("\n");

export function initText({ file, environments }: Initialized, style: Style): string {
  const [first = "dev"] = environments;
  return [
    `${style.good("Wrote")} ${style.bold(safeText(file))}: ${environments.join(", ")}.`,
    nextText(
      [
        ["gworld doctor --env " + first, "checks credentials and what gworld relies on"],
        [`gworld bootstrap --env ${first}`, "prepares the account and Region once"],
        [`gworld deploy --env ${first}`, ""],
      ],
      style,
    ),
  ].join("\n");
}
