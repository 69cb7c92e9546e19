import { array, assert, constantFrom, integer, option, property, record, string } from "fast-check";
import { expect, test } from "vitest";
import { nextToken, pageParts } from "../../src/aws/log-page-parts.ts";

const parts = (json: string, size: number) => [...pageParts(Buffer.from(json), size)];

/** Texts that look like what stands between events, and like a token. */
const message = constantFrom(
  "},{",
  'x"},{"y',
  "}]},{",
  '{"nextToken":"no"},{"a":1}',
  '"nextToken":"no"',
  "ends with \\",
  "nextToken",
  '{"nextToken',
  "größer 🙂\u2028",
  "},{".repeat(30),
);
const events = array(
  record({
    eventId: string(),
    logStreamName: message,
    timestamp: integer(),
    message: string({ maxLength: 5 }).chain((end) => message.map((text) => text + end)),
  }),
  { maxLength: 12 },
);

test("however an answer is parted, its events are those of the whole, in order, and its token is found", () => {
  assert(
    property(
      events,
      option(string(), { nil: undefined }),
      integer({ min: 1, max: 400 }),
      constantFrom(undefined, 1, "\t"),
      (all, token, size, indent) => {
        for (const page of [
          { events: all, nextToken: token, searchedLogStreams: [] },
          { nextToken: token, searchedLogStreams: [], events: all },
        ]) {
          const json = JSON.stringify(page, undefined, indent);
          expect(parts(json, size).flat()).toEqual(all);
          expect(nextToken(Buffer.from(json))).toBe(token);
        }
      },
    ),
    { numRuns: 500 },
  );
});

test("an answer is parted between its events", () => {
  const [one, two, three] = [{ eventId: "1" }, { eventId: "2" }, { eventId: "3" }];
  const page = JSON.stringify({ events: [one, two, three], nextToken: "t" });
  expect(parts(page, 1)).toEqual([[one], [two], [three]]);
  expect(parts(page, 30)).toEqual([[one, two], [three]]);
  expect(parts(page, 1_000)).toEqual([[one, two, three]]);
});

test.each([
  "",
  "<html>",
  '{"events":[{"eventId":"1"},{"eventId":',
  '{"events":[{"eventId":"1"},{"eventId":"2"},{"x}]}',
])("of what is no answer (%s) nothing is made up: what cannot be read is an error", (text) => {
  const read: unknown[] = [];
  expect(() => {
    for (const part of pageParts(Buffer.from(text), 1)) read.push(...part);
  }).toThrow("Deserialization error");
  expect(read.length).toBeLessThan(3);
});

test.each(["{}", "[]", "null", '{"events":null}', '{"events":{}}'])("%s holds no events", (json) => {
  expect(parts(json, 1).flat()).toEqual([]);
});
