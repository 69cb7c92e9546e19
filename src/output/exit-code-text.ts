import { exitCodes, type ErrorCode } from "../model/error.ts";

/** What each exit code tells a script. */
const meanings: Readonly<Record<ErrorCode, string>> = {
  failed: "failed: AWS or the world said no; the cause is shown",
  usage: "wrong usage or configuration",
  changes: "there are changes or drift (only with --exit-code)",
  credentials: "no or expired credentials, or the wrong account",
  resumable: "failed and can be resumed, or AWS did not answer; the command to run is shown",
  unverified: "verification failed: something is not as it must be",
  notFound: "what was named does not exist",
  locked: "somebody else is changing the environment",
  refused: "refused: no approval, a protected environment, or a guard said no",
  lockLost: "the lock was lost on the way: what was begun was followed, nothing else was begun",
  interrupted: "interrupted (Ctrl-C)",
};

interface ExitCodeText {
  readonly number: number;
  readonly meaning: string;
}

/** 0 and the given codes (all when none is given), in numeric order. */
export const exitCodeTexts = (codes: readonly ErrorCode[] = allCodes): readonly ExitCodeText[] => [
  { number: 0, meaning: "success" },
  ...[...new Set(codes)]
    .map((code) => ({ number: exitCodes[code], meaning: meanings[code] }))
    .sort((a, b) => a.number - b.number),
];

const isCode = (name: string): name is ErrorCode => name in exitCodes;
const allCodes = Object.keys(exitCodes).filter(isCode);
