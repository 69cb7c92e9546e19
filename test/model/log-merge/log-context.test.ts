import * as fc from "fast-check";
import { expect, test } from "vitest";
import { readLine, type LogLine } from "../../../src/model/log-line.ts";
import { logContext, type ContextSpan } from "../../../src/model/log-merge/log-context.ts";

const line = (message: string, task = "a"): LogLine =>
  readLine({
    id: message,
    group: "/gworld/dev/agent-runtime",
    stream: `agent-runtime/app/${task}`,
    timestamp: 1,
    ingestionTime: 1,
    message,
  });

/** Shows `a1 a2 ! b1` (stream and number; `!` after a match) as grep would: `-- ` where lines were left out. */
function shown(text: string, span: ContextSpan): string {
  const context = logContext(span);
  return text
    .split(" ")
    .flatMap((typed) => context.push(line(typed.replace("!", ""), typed[0]), typed.endsWith("!")))
    .map(({ line: { message }, matches, gap }) => `${gap ? "-- " : ""}${message}${matches ? "!" : ""}`)
    .join(" ");
}

test.each([
  ["a1 a2 a3! a4 a5", { before: 0, after: 0 }, "-- a3!"],
  ["a1 a2 a3! a4 a5", { before: 1, after: 1 }, "-- a2 a3! a4"],
  ["a1 a2 a3! a4 a5", { before: 5, after: 5 }, "a1 a2 a3! a4 a5"],
  ["a1! a2 a3 a4!", { before: 1, after: 1 }, "a1! a2 a3 a4!"],
  ["a1! a2 a3 a4 a5!", { before: 1, after: 1 }, "a1! a2 -- a4 a5!"],
  ["a1! a2! a3", { before: 2, after: 1 }, "a1! a2! a3"],
  ["a1 b1 a2 b2! a3! b3", { before: 1, after: 0 }, "b1 b2! -- a2 a3!"],
  ["a1 b1 a2! b2 a3 b3", { before: 1, after: 1 }, "a1 a2! a3"],
  ["a1 a2 a3", { before: 2, after: 2 }, ""],
])("of %s with %j are shown: %s", (text, span, expected) => {
  expect(shown(text, span)).toBe(expected);
});

test("each line is shown at most once, in its stream's order, if and only if it is near a match", () => {
  const logged = fc.array(fc.tuple(fc.constantFrom("a", "b", "c"), fc.boolean()), { maxLength: 60 });
  const span = fc.record({ before: fc.nat({ max: 4 }), after: fc.nat({ max: 4 }) });
  fc.assert(
    fc.property(logged, span, (lines, { before, after }) => {
      const context = logContext({ before, after });
      const out = lines.flatMap(([task, matches], index) => context.push(line(`${index}`, task), matches));
      for (const task of ["a", "b", "c"]) {
        const own = lines.flatMap(([name, matches], index) => (name === task ? [{ index, matches }] : []));
        const near = own.filter((_, place) =>
          own.some(({ matches }, other) => matches && other - before <= place && place <= other + after),
        );
        const got = out.filter((one) => one.line.task === task);
        expect(got.map((one) => Number(one.line.message))).toEqual(near.map(({ index }) => index));
        const places = near.map(({ index }) => own.findIndex((one) => one.index === index));
        expect(got.map(({ gap }) => gap)).toEqual(places.map((place, at) => place !== (places[at - 1] ?? -1) + 1));
      }
    }),
  );
});

test("what is held for a match that never comes stays bounded", () => {
  const context = logContext({ before: 100, after: 0 });
  for (let task = 0; task < 1_500; task += 1)
    for (let count = 0; count < 60; count += 1) context.push(line(`${count}`, `t${task}`), false);
  expect(context.push(line("match", "t0"), true)).toHaveLength(1);
  expect(context.push(line("match", "t1499"), true)).toHaveLength(61);
});
