import type { Command } from "../cli/command.ts";

/** Every verb, in the order in which help shows them. A body is loaded when its verb runs. */
export const commands: readonly Command[] = [];
