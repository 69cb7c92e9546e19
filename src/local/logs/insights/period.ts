import { notThere } from "./refuse.ts";
import type { Scanner, Token } from "./scanner.ts";

const units: Readonly<Record<string, number>> = { ms: 1, s: 1e3, m: 6e4, h: 3.6e6, d: 8.64e7, w: 6.048e8 };

/** The milliseconds of a period such as `5m`. */
export function periodOf(scanner: Scanner, token: Token): number {
  const [, count = "", unit = ""] = /^(\d+)([a-z]+)$/.exec(token.text) ?? [];
  const length = units[unit];
  if (length === undefined) throw notThere(`period ${token.text}`);
  if (Number(count) === 0) throw scanner.refusal(`invalid period ${token.text}`, token);
  return Number(count) * length;
}
