import type { RecoveryPlan, StackRecovery } from "../model/recovery.ts";
import type { Style } from "../ports/io.ts";
import { sentence } from "./next-text.ts";
import { safeLine } from "./safe-text.ts";

/** Which stacks are brought back to their last good template, and what they stumbled over. */
export const recoveryText = ({ environment, stacks }: RecoveryPlan, style: Style): string =>
  [
    `Recovering ${style.bold(environment)} before anything is planned`,
    ...stacks.map((stack) => stackText(stack, style)),
  ].join("\n");

function stackText({ name, status, move, stumbled }: StackRecovery, style: Style): string {
  const what = move === "continue" ? "its rollback goes on" : "it is rolled back";
  const lines = stumbled.map(({ logicalId, type, reason, skipped }) => {
    const end = skipped ? ` ${style.warn("is skipped: it stays as it is, out of step with its template")}` : "";
    return `    ${style.bad("x")} ${safeLine(logicalId)} ${style.dim(safeLine(type))}${end}\n${sentence(`      ${safeLine(reason ?? "no reason given")}`, style)}`;
  });
  return [`${style.warn("~")} ${style.bold(safeLine(name))} is ${status}: ${what}`, ...lines].join("\n");
}
