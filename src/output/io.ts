import type { ColorSupportLevel } from "chalk";
import type { Io, Render, Style } from "../ports/io.ts";
import { approved, type Ask } from "./approve.ts";
import { jsonText } from "./json.ts";
import { liveArea } from "./live-area.ts";
import { liveFrame, liveJson, liveLines } from "./live.ts";
import { frameProgress, jsonProgress, lineProgress } from "./progress.ts";
import { safeOutput } from "./safe-text.ts";
import type { Sink } from "./sink.ts";
import { spin } from "./spinner.ts";
import { createStyle, pipeWidth } from "./style.ts";

export interface IoOptions {
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly json: boolean;
  readonly level: { readonly stdout: ColorSupportLevel; readonly stderr: ColorSupportLevel };
  /** Absent where nobody can answer. */
  readonly ask?: (() => Promise<Ask>) | undefined;
  readonly now: () => number;
  /** False draws no frames although there is a terminal (TERM=dumb). */
  readonly frames?: boolean;
}

/** The terminal, or what stands in its place. `restore` gives the cursor back on an exit that comes in between. */
export function createIo(options: IoOptions): Io & { restore(): void } {
  const { stdout, stderr, json, level, ask, now } = options;
  const styleOf = (sink: Sink, at: ColorSupportLevel): Style =>
    createStyle({ level: at, width: sink.isTTY ? (sink.columns ?? 80) : pipeWidth });
  const answer = (text: string) => stdout.write(`${safeOutput(text, level.stdout > 0)}\n`);
  const area = liveArea(stderr, level.stderr > 0);
  const screen = liveArea(stdout, level.stdout > 0);
  const aside = (text: string) => area.above(() => stderr.write(safeOutput(text, level.stderr > 0)));
  const text = <T>(value: T, render: Render<T>) => render(value, styleOf(stdout, level.stdout)).replace(/\n$/, "");
  const framed = stderr.isTTY === true && options.frames !== false;
  return {
    interactive: ask !== undefined,
    result: (value, render) => answer(json ? jsonText(value, 2) : text(value, render)),
    item: (value, render) => answer(json ? jsonText(value) : text(value, render)),
    note: (message) => void (json || aside(`${message}\n`)),
    warn: (message) => void (json || aside(`${styleOf(stderr, level.stderr).warn("Warning:")} ${message}\n`)),
    async approve(render, approval) {
      const given = approval.yes && (!approval.confirm || approval.confirm.given === approval.confirm.expected);
      if (!json || !given) aside(`${render(null, styleOf(stderr, level.stderr)).replace(/\n$/, "")}\n`);
      return approved(approval, ask);
    },
    progress(view) {
      if (json) return jsonProgress(aside);
      if (!framed) return lineProgress(view, styleOf(stderr, level.stderr), aside);
      return frameProgress(view, area, { style: () => styleOf(stderr, level.stderr), now });
    },
    live(render, changes) {
      const style = () => styleOf(stdout, level.stdout);
      if (json) return liveJson(answer);
      if (stdout.isTTY !== true || options.frames === false) return liveLines(changes, style, answer);
      return liveFrame(screen, render, style);
    },
    during(message, work) {
      if (framed && !json && level.stderr > 0) return spin(message, stderr, work);
      if (!json) aside(`${message}\n`);
      return work();
    },
    restore() {
      area.restore();
      screen.restore();
    },
  };
}
