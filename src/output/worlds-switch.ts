import type { SwitchedWorld, SwitchPlan } from "../operations/worlds-switch.ts";
import type { Render } from "../ports/io.ts";
import { countText } from "./amount-text.ts";
import { sentences } from "./next-text.ts";
import { safeLine } from "./safe-text.ts";
import { worldStatusText } from "./world-status.ts";

export const switchPlanText =
  ({ env, world: { worldId, tick, engine }, to }: SwitchPlan): Render<null> =>
  (_, style) => {
    const where = `${style.bold(safeLine(worldId))} in ${style.bold(env)}, at tick ${countText(tick)}`;
    if (to === "active") return sentences([`Resume ${where}`, "  An engine may run it at once."], style);
    const runner =
      engine === undefined ? "Nobody can run it" : `${safeLine(engine.id)} loses it, and nobody can run it`;
    return sentences([`Pause ${where}`, `  ${runner} until it is resumed.`], style);
  };

export const switchedText: Render<SwitchedWorld> = ({ worldId, status, tick, changed }, style) =>
  `${style.bold(safeLine(worldId))} is ${worldStatusText(status, style)}${changed ? "" : " already"}, at tick ${countText(tick)}.`;
