import { tally, type Check } from "../model/check.ts";
import type { Verification } from "../operations/verify.ts";
import type { Style } from "../ports/io.ts";
import { flow } from "./flow.ts";
import { nextText } from "./next-text.ts";
import { safeLine } from "./safe-text.ts";
import { pipeWidth } from "./style.ts";
import { displayWidth, pad } from "./width.ts";

/** Each check with what to type next where it did not come out well, and the verdict last. */
export function verifyText({ env, checks }: Verification, style: Style): string {
  const widest = Math.max(...checks.map(({ name }) => displayWidth(name)));
  return [...checks.map((check) => checkText(check, widest, style)), verdict(env, checks, style)].join("\n");
}

function checkText({ name, status, message, hint }: Check, widest: number, style: Style): string {
  const { width } = style;
  const head = `${marks[status](style, pad(status, longestStatus))} ${pad(safeLine(name), widest)} `;
  const room = width < pipeWidth ? width : Infinity;
  const line = flow([head, ...safeLine(message).split(" ")], { width: room, indent: displayWidth(head) + 1 });
  return hint === undefined ? line : `${line}\n${nextText([safeLine(hint)], style, `${" ".repeat(8)}next:`)}`;
}

const longestStatus = "skipped".length;

const marks: Readonly<Record<Check["status"], (style: Style, text: string) => string>> = {
  ok: (style, text) => style.good(text),
  warn: (style, text) => style.warn(text),
  fail: (style, text) => style.bad(text),
  skipped: (style, text) => style.dim(text),
};

function verdict(env: string, checks: readonly Check[], style: Style): string {
  const counted = tally(checks);
  if (checks.some(({ status }) => status === "fail")) return `${style.bad("Not verified.")} ${env}: ${counted}.`;
  return `${style.good("Verified.")} ${env}: ${counted}.`;
}
