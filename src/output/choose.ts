import type { Menu, Style } from "../ports/io.ts";
import { flow } from "./flow.ts";
import type { LiveArea } from "./live-area.ts";

/** Reads one of these keys from a terminal, without Enter; undefined when the signal ends it, or Ctrl-C is pressed. */
export type ReadKey = (keys: readonly string[], signal: AbortSignal) => Promise<string | undefined>;

/** Where a question is asked, and how its answer is read. */
export interface Choosing {
  readonly area: LiveArea;
  readonly style: () => Style;
  readonly readKey: ReadKey;
}

/** Asks under the picture, which stands still meanwhile. Undefined where the signal ended it, or Ctrl-C did. */
export async function choose<V extends string>(
  { area, style, readKey }: Choosing,
  menu: Menu<V>,
  signal: AbortSignal,
): Promise<V | undefined> {
  const late = new AbortController();
  let left = menu.seconds;
  const draw = () => area.beneath(menuText(menu, left, style()));
  const timer = setInterval(() => {
    left -= 1;
    if (left > 0) draw();
    else late.abort();
  }, 1_000);
  const keys = menu.choices.map(({ key }) => key);
  // Before the question shows: a key that is pressed at once is an answer to it.
  const reading = readKey(keys, AbortSignal.any([signal, late.signal]));
  draw();
  try {
    const pressed = await reading;
    const chosen = menu.choices.find(({ key }) => key === pressed)?.value;
    return chosen ?? (late.signal.aborted && !signal.aborted ? menu.otherwise : undefined);
  } finally {
    clearInterval(timer);
    area.beneath(undefined);
  }
}

function menuText<V extends string>({ title, choices, otherwise }: Menu<V>, left: number, style: Style): string {
  const lines = choices.map(({ key, text }) => {
    const [first = "", ...rest] = text.split(" ");
    return flow([`  ${style.bold(key)}  ${style.bold(first)}`, ...rest], { width: style.width - 1, indent: 5 });
  });
  const late = choices.find(({ value }) => value === otherwise)?.key ?? "";
  return [`${style.warn(title)} ${style.dim(`(${late} in ${left} s)`)}`, ...lines].join("\n");
}
