import { setV8Flag } from "./v8-flag.ts";

/**
 * Has V8 go on in a way that takes time in proportion to the text where an expression has gone back too often, so that what
 * was typed cannot hold the process for ever: no signal is heard meanwhile. Only for what is compiled from then on. The
 * first flag also lets an expression be asked whether that is possible (model/log-filter/linear-regex.ts).
 */
export function keepRegexesLinear(): void {
  setV8Flag("--enable-experimental-regexp-engine");
  setV8Flag("--enable-experimental-regexp-engine-on-excessive-backtracks");
  setV8Flag("--regexp-backtracks-before-fallback=50000");
}
