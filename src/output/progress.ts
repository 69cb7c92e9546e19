import type { Progress, ProgressView, Style } from "../ports/io.ts";
import { jsonText } from "./json.ts";
import type { LiveArea } from "./live-area.ts";

/** How often a frame is drawn at most, in milliseconds: faster is not seen, and slow terminals flicker. */
const frameInterval = 80;

/** Progress as one JSON object a line. */
export const jsonProgress = <E>(write: (line: string) => void): Progress<E> => ({
  report: (event) => write(`${jsonText(event)}\n`),
  end: () => {},
});

/** How long a log is silent at most, in milliseconds: some runners end what says nothing for minutes. */
const longestSilence = 30_000;

/** Progress as one line an event, for logs of CI; where lines can fold, what has a title does. */
export function lineProgress<E>(
  view: ProgressView<E>,
  style: Style,
  log: { write: (line: string) => void; group?: ((title: string) => () => void) | undefined; now: () => number },
): Progress<E> {
  let close: (() => void) | undefined;
  const write = (line: string | undefined) => {
    if (line === undefined) return;
    if (view.title !== undefined) close ??= log.group?.(view.title);
    log.write(`${line}\n`);
    pulse.refresh();
  };
  const pulse = setInterval(() => write(view.pulse?.(log.now(), style)), longestSilence);
  pulse.unref();
  return {
    report: (event) => write(view.line(event, style)),
    end() {
      clearInterval(pulse);
      close?.();
      close = undefined;
    },
  };
}

/** Progress as a picture redrawn in place. The last picture stays on the screen when it ends. */
export function frameProgress<E>(
  view: ProgressView<E>,
  area: LiveArea,
  { style, now }: { style: () => Style; now: () => number },
): Progress<E> {
  const frame = view.frame();
  let ended = false;
  const draw = () => area.draw(frame.draw(now(), style(), area.height()));
  const timer = setInterval(draw, frameInterval);
  timer.unref();
  return {
    report: (event) => frame.fold(event),
    end() {
      if (ended) return;
      ended = true;
      clearInterval(timer);
      draw();
      area.settle();
    },
  };
}
