import type { Finding } from "../model/finding.ts";
import type { Diagnosis } from "../operations/doctor.ts";
import type { Style } from "../ports/io.ts";
import { flow } from "./flow.ts";
import { safeLine } from "./safe-text.ts";
import { pad } from "./width.ts";

const marks: Readonly<Record<Finding["status"], (style: Style) => string>> = {
  ok: ({ good }) => good("ok  "),
  warn: ({ warn }) => warn("warn"),
  fail: ({ bad }) => bad("fail"),
};

/** A line a finding, and below it what to type next. */
export function diagnosisText({ findings }: Diagnosis, style: Style): string {
  const widest = Math.max(...findings.map(({ check }) => check.length));
  const indent = widest + 6;
  const { width } = style;
  const lines = findings.flatMap(({ check, status, message, hint }) => [
    flow([marks[status](style), pad(check, widest), ...words(message)], { width, indent }),
    ...(hint === undefined || status === "ok"
      ? []
      : [`${" ".repeat(indent)}${style.dim(flow(["Next:", ...words(hint)], { width: width - indent, indent }))}`]),
  ]);
  return [...lines, "", verdict(findings, style)].join("\n");
}

const words = (text: string) => safeLine(text).split(" ");

function verdict(findings: readonly Finding[], { good, warn, bad }: Style): string {
  const count = (wanted: Finding["status"]) => findings.filter(({ status }) => status === wanted).length;
  const [fails, warns] = [count("fail"), count("warn")];
  if (fails > 0) return bad(`${fails} to mend${warns > 0 ? `, ${warns} to look at` : ""}.`);
  return warns > 0 ? warn(`Works; ${warns} to look at.`) : good("All is well.");
}
