import { exitCodeTexts } from "../output/exit-code-text.ts";
import { GworldError, type ErrorCode } from "../model/error.ts";

/** What a program is told when a verb ended with a code and without an error: the person was told by what was shown. */
export function unfinished(code: ErrorCode): GworldError {
  const meaning = exitCodeTexts([code]).at(-1)?.meaning ?? code;
  return told[code] ?? new GworldError(code, `${meaning}.`, { hint: "The answer on stdout says more." });
}

const told: Readonly<Partial<Record<ErrorCode, GworldError>>> = {
  refused: new GworldError("refused", "Not approved.", { hint: "Nothing was changed. Add --yes to approve." }),
  interrupted: new GworldError("interrupted", "Interrupted.", { hint: "Run the same command again to go on." }),
};
