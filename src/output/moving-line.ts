import type { ProgressView, Style } from "../ports/io.ts";

/** Without a terminal moving numbers are told so often, in milliseconds. */
export const lineEvery = 10_000;

/** One event of moving numbers, given the first of them and the moment. */
export type MovingText<E> = (event: E, first: E, at: number) => string;

/**
 * Moving numbers on one line; elsewhere a line now and then. `before` stands until there are any, `after` says more on a
 * terminal.
 */
export function movingLine<E extends { readonly at: number }>(
  text: MovingText<E>,
  { before, after = () => "" }: { readonly before: string; readonly after?: (style: Style) => string },
): ProgressView<E> {
  let first: E | undefined;
  let toldAt: number | undefined;
  return {
    line(event) {
      first ??= event;
      toldAt ??= event.at;
      if (event.at - toldAt < lineEvery) return undefined;
      toldAt = event.at;
      return text(event, first, event.at);
    },
    frame() {
      let begun: E | undefined;
      let last: E | undefined;
      return {
        fold(event) {
          begun ??= event;
          last = event;
        },
        draw: (at, style) =>
          `${begun === undefined || last === undefined ? before : text(last, begun, at)}${after(style)}`,
      };
    },
  };
}
