import { durationText } from "./duration.ts";

/**
 * What is wrong with this machine's clock, and how it is set right; undefined where it is right, or not told. AWS refuses what was
 * signed more than five minutes from its own time: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
 */
export function clockSkew({ clockOffset = 0 }: { readonly clockOffset?: number | undefined }) {
  if (clockOffset === 0) return undefined;
  const way = clockOffset > 0 ? "behind" : "ahead of";
  return {
    message: `The clock of this machine is ${durationText(Math.abs(clockOffset))} ${way} AWS's. gworld signs by AWS's; other tools are refused.`,
    hint: "Set it by the network's: sudo timedatectl set-ntp true (on macOS: sudo sntp -sS time.apple.com)",
  };
}
