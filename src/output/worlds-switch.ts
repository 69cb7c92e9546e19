import type { SwitchedWorld } from "../operations/worlds-switch.ts";
import type { Render } from "../ports/io.ts";
import { countText } from "./amount-text.ts";
import { safeLine } from "./safe-text.ts";
import { worldStatusText } from "./world-status.ts";

export const switchedText: Render<SwitchedWorld> = ({ worldId, status, tick, changed }, style) =>
  `${style.bold(safeLine(worldId))} is ${worldStatusText(status, style)}${changed ? "" : " already"}, at tick ${countText(tick)}.`;
