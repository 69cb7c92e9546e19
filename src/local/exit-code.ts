import { LocalCloudRefusal, type RefusalCode } from "./refusal.ts";

/** How the background process tells the one that started it why it ended. */
const exitCodes: Readonly<Record<RefusalCode, number>> = {
  "did-not-start": 1,
  "port-taken": 21,
  "not-writable": 22,
  disk: 23,
  "in-use": 24,
  "foreign-folder": 25,
  "did-not-stop": 26,
};

export const exitCodeOf = (error: unknown): number =>
  exitCodes[error instanceof LocalCloudRefusal ? error.code : "did-not-start"];

const codes: readonly RefusalCode[] = ["port-taken", "not-writable", "disk", "in-use", "foreign-folder"];

/** The reason behind an exit code or, of a process that was killed, none. */
export const refusalOf = (exitCode: number | null): RefusalCode =>
  codes.find((code) => exitCodes[code] === exitCode) ?? "did-not-start";
