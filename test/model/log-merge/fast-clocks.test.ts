import { expect, test } from "vitest";
import { fastClocks } from "../../../src/model/log-merge/fast-clocks.ts";
import type { LogNotice } from "../../../src/model/log-merge/receipt.ts";

const minute = 60_000;
const event = (timestamp: number, ingestionTime: number) => ({
  id: "1",
  group: "/gworld/dev/agent-runtime",
  stream: "agent-runtime/app/9f3a",
  timestamp,
  ingestionTime,
  message: "",
});

test("how far a clock is ahead is measured from when the line came, not from when it is read", () => {
  const said: LogNotice[] = [];
  const clocks = fastClocks({ say: (notice) => void said.push(notice) });
  expect(clocks.behind(event(60 * minute, 0), 20 * minute)).toBe(0);
  expect(said).toEqual([{ kind: "ahead", service: "agent-runtime", task: "9f3a", milliseconds: 60 * minute }]);
});

test("of the lines on time after a fast one the first says how far it stands wrong, and the rest stand right", () => {
  const said: LogNotice[] = [];
  const clocks = fastClocks({ say: (notice) => void said.push(notice) });
  clocks.behind(event(60 * minute, 0), 60 * minute);
  expect(clocks.behind(event(minute, minute), 0)).toBe(59 * minute);
  expect(clocks.behind(event(2 * minute, 2 * minute), 0)).toBe(0);
  expect(clocks.behind(event(63 * minute, 3 * minute), 60 * minute)).toBe(0);
  expect(clocks.behind(event(62 * minute, 3 * minute), 59 * minute)).toBe(minute);
  expect(said).toHaveLength(1);
});
