import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  newerEvents,
  retained,
  rootCause,
  statusAfter,
  undeleted,
  type StackEvent,
} from "../../src/model/stack-events.ts";

const stackId = "arn:stack/1";
const event = (id: string, over: Partial<StackEvent> = {}): StackEvent => ({
  id,
  at: 0,
  stackId,
  stackName: "gworld-dev-compute",
  logicalId: "Service",
  physicalId: "service",
  type: "AWS::ECS::Service",
  status: "CREATE_IN_PROGRESS",
  ...over,
});
const own = (id: string, status: string, over: Partial<StackEvent> = {}) =>
  event(id, {
    status,
    physicalId: stackId,
    logicalId: "gworld-dev-compute",
    type: "AWS::CloudFormation::Stack",
    ...over,
  });

test("following by pages that shift while they are read loses nothing and repeats nothing", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 7 }),
      fc.array(fc.nat(4), { minLength: 1, maxLength: 40 }),
      async (pageSize, arrivals) => {
        const log: StackEvent[] = [own("start", "CREATE_IN_PROGRESS")];
        const arrive = (count = 0) => {
          for (let index = 0; index < count; index += 1) log.push(event(`e${log.length}`));
        };
        const turn = arrivals.values();
        // Offsets count from the newest, so that what arrives between two pages pushes the rest back.
        async function* pages() {
          for (let offset = 0; offset < log.length; offset += pageSize) {
            const newestFirst = [...log].reverse();
            yield newestFirst.slice(offset, offset + pageSize);
            arrive(turn.next().value);
          }
        }
        const seen: string[] = [];
        let last: string | undefined;
        const look = async () => {
          const found = await newerEvents(pages(), last);
          seen.push(...found.map(({ id }) => id));
          last = found.at(-1)?.id ?? last;
        };
        for (let looks = 0; looks < 20; looks += 1) await look();
        for (const rest of turn) arrive(rest);
        await look();
        await look();
        expect(seen).toEqual(log.map(({ id }) => id));
      },
    ),
  );
});

test("without a last event, only the newest operation is read, and no page behind its start", async () => {
  let turned = 0;
  async function* pages() {
    turned += 1;
    yield [event("6"), own("5", "UPDATE_IN_PROGRESS"), own("4", "CREATE_COMPLETE")];
    turned += 1;
    yield [event("3")];
  }
  expect((await newerEvents(pages(), undefined)).map(({ id }) => id)).toEqual(["5", "6"]);
  expect(turned).toBe(1);
});

test.each([
  {
    name: "the earliest failure, not its cancelled siblings",
    events: [
      event("1", { at: 5, status: "CREATE_FAILED", reason: "Resource creation cancelled" }),
      event("2", { at: 4, status: "CREATE_FAILED", reason: "no capacity", logicalId: "Cluster" }),
      event("3", { at: 6, status: "CREATE_FAILED", reason: "later" }),
    ],
    cause: "no capacity",
  },
  {
    name: "in an update not the leftovers of the clean-up",
    events: [
      event("1", { at: 1, status: "DELETE_FAILED", reason: "still in use" }),
      event("2", { at: 2, status: "UPDATE_FAILED", reason: "bad image" }),
    ],
    cause: "bad image",
  },
  {
    name: "the stack's own reason where no resource failed",
    events: [own("1", "UPDATE_ROLLBACK_IN_PROGRESS", { at: 3, reason: "Export x cannot be updated" })],
    cause: "Export x cannot be updated",
  },
  {
    name: "a cancellation when there is nothing else",
    events: [event("1", { status: "CREATE_FAILED", reason: "Resource creation cancelled" })],
    cause: "Resource creation cancelled",
  },
])("root cause: $name", ({ events, cause }) => {
  expect(rootCause(events)?.reason).toBe(cause);
});

test("a success has no root cause", () => {
  expect(rootCause([own("1", "CREATE_IN_PROGRESS"), own("2", "CREATE_COMPLETE")])).toBeUndefined();
});

test("what is left of a deletion: the last word on each resource counts", () => {
  const events = [
    event("1", { logicalId: "A", status: "DELETE_FAILED" }),
    event("2", { logicalId: "B", status: "DELETE_FAILED" }),
    event("3", { logicalId: "A", status: "DELETE_COMPLETE" }),
    event("4", { logicalId: "C", status: "DELETE_SKIPPED" }),
  ];
  expect(undeleted(events).map(({ logicalId }) => logicalId)).toEqual(["B"]);
  expect(retained(events).map(({ logicalId }) => logicalId)).toEqual(["C"]);
});

const begins = (status: string, token: string) => own(`${status}-${token}`, status, { token, at: 100 });
const goes = (status: string, at = 100) => own(`${status}-${at}`, status, { at });

test.each([
  { what: "is going on", log: [begins("UPDATE_IN_PROGRESS", "ours")], status: "UPDATE_IN_PROGRESS" },
  {
    what: "has ended, with resources in between",
    log: [
      begins("CREATE_IN_PROGRESS", "ours"),
      event("e", { at: 100 }),
      goes("CREATE_COMPLETE"),
      event("f", { at: 100 }),
    ],
    status: "CREATE_COMPLETE",
  },
  {
    what: "was taken back by a request of its own",
    log: [
      begins("UPDATE_IN_PROGRESS", "ours"),
      own("back", "UPDATE_ROLLBACK_IN_PROGRESS", { token: "off", at: 100 }),
      goes("UPDATE_ROLLBACK_COMPLETE"),
    ],
    status: "UPDATE_ROLLBACK_COMPLETE",
  },
  {
    what: "has ended before another one",
    log: [
      begins("UPDATE_IN_PROGRESS", "ours"),
      goes("UPDATE_ROLLBACK_COMPLETE"),
      begins("UPDATE_IN_PROGRESS", "other"),
      goes("UPDATE_COMPLETE"),
    ],
    status: "UPDATE_ROLLBACK_COMPLETE",
  },
  {
    what: "was cut short by a deletion",
    log: [begins("CREATE_IN_PROGRESS", "ours"), begins("DELETE_IN_PROGRESS", "off"), goes("DELETE_COMPLETE")],
    status: "DELETE_COMPLETE",
  },
  {
    what: "had ended when the stack was deleted",
    log: [
      begins("CREATE_IN_PROGRESS", "ours"),
      goes("CREATE_COMPLETE"),
      begins("DELETE_IN_PROGRESS", "other"),
      goes("DELETE_COMPLETE"),
    ],
    status: "CREATE_COMPLETE",
  },
  { what: "never arrived", log: [begins("UPDATE_IN_PROGRESS", "other"), goes("UPDATE_COMPLETE")], status: "" },
])("of an operation that $what, events tell '$status'", async ({ log, status }) => {
  async function* pages() {
    for (const one of log.toReversed()) yield [one];
  }
  expect(await statusAfter(pages(), { token: "ours", at: 100 })).toBe(status);
});

test("events are not read back beyond the day before a request", async () => {
  let turned = 0;
  async function* pages() {
    for (; turned < 9; turned += 1) yield [goes("UPDATE_COMPLETE", Date.UTC(2026, 0, 9 - turned))];
  }
  expect(await statusAfter(pages(), { token: "ours", at: Date.UTC(2026, 0, 8) })).toBe("");
  expect(turned).toBe(3);
});
