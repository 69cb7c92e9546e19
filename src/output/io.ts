import type { ChalkInstance } from "chalk";
import { GworldError } from "../model/error.ts";
import type { Ask, Io, Render, Style } from "../ports/io.ts";
import { approved } from "./approve.ts";
import { choose, type Choosing, type ReadKey } from "./choose.ts";
import type { GithubRun } from "./github.ts";
import { harmlessJson, jsonText } from "./json.ts";
import { liveArea } from "./live-area.ts";
import { liveFrame, liveJson, liveLines } from "./live.ts";
import { frameProgress, jsonProgress, lineProgress } from "./progress.ts";
import { safeOutput, safeText } from "./safe-text.ts";
import type { Sink } from "./sink.ts";
import { spin } from "./spinner.ts";
import { createStyle, pipeWidth, plainStyle } from "./style.ts";

export interface IoOptions {
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly json: boolean;
  /** Colours of each stream; undefined has none. */
  readonly paint: { readonly stdout: ChalkInstance | undefined; readonly stderr: ChalkInstance | undefined };
  /** Where the answer goes, when not straight to stdout. */
  readonly print?: (text: string) => void;
  /** Absent where nobody can answer. */
  readonly ask?: (() => Promise<Ask>) | undefined;
  /** Absent where no key can be read. */
  readonly readKey?: ReadKey | undefined;
  readonly now: () => number;
  /** False draws no frames although there is a terminal (TERM=dumb). */
  readonly frames?: boolean;
  readonly github?: GithubRun | undefined;
}

/** Few enough that the first lines of many show at once. */
const itemsAWrite = 500;

/** The terminal, or what stands in its place. `restore` gives the cursor back on an exit that comes in between. */
export function createIo(options: IoOptions): Io & { restore(): void } {
  const { stdout, stderr, json, paint, ask, now, github, print = (text: string) => void stdout.write(text) } = options;
  const outStyle = styleOf(stdout, paint.stdout);
  const errStyle = styleOf(stderr, paint.stderr);
  const answer = (text: string) => print(`${safeOutput(text, paint.stdout !== undefined)}\n`);
  /** JSON is made harmless where it is made, and must not lose a character. */
  const document = (text: string) => print(`${text}\n`);
  const area = liveArea(stderr, paint.stderr !== undefined);
  const screen = liveArea(stdout, paint.stdout !== undefined);
  const aside = (text: string) => area.above(() => stderr.write(safeOutput(text, paint.stderr !== undefined)));
  const text = <T>(value: T, render: Render<T>, style = outStyle()) => render(value, style).replace(/\n$/, "");
  const texts = <T>(values: readonly T[], render: Render<T>, style = outStyle()) =>
    values.map((value) => text(value, render, style)).join("\n");
  const shown = (plan: Render<null>) => aside(`${text(null, plan, errStyle())}\n`);
  const warned = github?.warn ?? ((message: string) => aside(`${errStyle().warn("Warning:")} ${safeText(message)}\n`));
  const framed = stderr.isTTY === true && options.frames !== false;
  return {
    ...(framed && !json && choosing({ area, style: errStyle }, options.readKey)),
    interactive: ask !== undefined,
    result: (value, render) => (json ? document(jsonText(value, 2)) : answer(text(value, render))),
    item: (value, render) => (json ? document(jsonText(value)) : answer(text(value, render))),
    each: (values, render, write = JSON.stringify) =>
      inParts(values, (some) => {
        // With the last line's end: joined later, it would cost a copy of the whole.
        if (json) print(harmlessJson([...some.map((value) => write(value)), ""].join("\n")));
        else answer(texts(some, render));
      }),
    note: (message) => void (json || aside(`${safeText(message)}\n`)),
    warn: (message) => void (json || warned(message)),
    show: (render) => void (json || shown(render)),
    tell: (event, words) => aside(json ? `${jsonText(event)}\n` : `${safeText(words(event))}\n`),
    async approve(render, approval) {
      const given = approval.yes && (!approval.confirm || approval.confirm.given === approval.confirm.expected);
      // A program reads JSON, whatever is said; a person who is asked reads text.
      if (json && ask === undefined && !given)
        aside(`${jsonText({ kind: "plan", text: text(null, render, plainStyle()) })}\n`);
      else if (!json || !given) shown(render);
      const yes = await approved(approval, ask);
      if (!yes && !json) aside("Nothing was changed.\n");
      return yes;
    },
    ask: ask === undefined ? nobody : () => ask(),
    progress(view) {
      if (json) return jsonProgress(aside);
      if (!framed) return lineProgress(view, errStyle(), { write: aside, group: github?.group, now });
      return frameProgress(view, area, { style: errStyle, now });
    },
    live(render, changes) {
      if (json) return liveJson(document);
      if (stdout.isTTY !== true || options.frames === false) return liveLines(changes, outStyle, answer);
      return liveFrame(screen, render, outStyle);
    },
    during(message, work) {
      if (framed && !json && paint.stderr !== undefined) return spin(message, stderr, work);
      if (!json) aside(`${message}\n`);
      return work();
    },
    restore() {
      area.restore();
      screen.restore();
    },
  };
}

const choosing = (place: Pick<Choosing, "area" | "style">, readKey: ReadKey | undefined): Pick<Io, "choose"> =>
  readKey === undefined ? {} : { choose: (menu, signal) => choose({ ...place, readKey }, menu, signal) };

function inParts<T>(values: readonly T[], write: (some: readonly T[]) => void) {
  for (let start = 0; start < values.length; start += itemsAWrite) write(values.slice(start, start + itemsAWrite));
}

const nobody: Io["ask"] = async (hint) => {
  throw new GworldError("refused", "There is no terminal to ask on.", { hint });
};

/** The style of a stream, made anew only when its terminal was resized. */
function styleOf(sink: Sink, paint: ChalkInstance | undefined): () => Style {
  let style = createStyle({ paint, width: widthOf(sink) });
  return () => {
    const width = widthOf(sink);
    if (style.width !== width) style = createStyle({ paint, width });
    return style;
  };
}

const widthOf = (sink: Sink) => (sink.isTTY ? (sink.columns ?? 80) : pipeWidth);
