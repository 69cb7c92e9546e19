import type { WorldAnswer } from "../model/world/answer.ts";
import type { WorldStatus } from "../model/world/world.ts";
import type { Style } from "../ports/io.ts";
import { ageText } from "./amount-text.ts";

/** A status by what it asks of whoever reads it. */
export function worldStatusText(status: WorldStatus, style: Style): string {
  if (status === "active") return style.good(status);
  if (status === "failed") return style.bad(status);
  return status === "creating" || status === "restoring" ? style.accent(status) : style.warn(status);
}

/** Who runs a world: of an active one that nobody runs, that is worth a look. */
export function engineText({ engine, status, fence }: WorldAnswer, style: Style): string {
  if (fence !== null) return style.accent("fenced");
  if (engine === null) return status === "active" ? style.warn("none") : style.dim("none");
  return engine.alive ? style.good("running") : style.warn("gone");
}

/** How long ago an ISO moment was; nothing where there is none. */
export function agoText(at: string, now: number): string {
  const moment = Date.parse(at);
  return Number.isNaN(moment) ? "" : `${ageText(now - moment)} ago`;
}
